/** The use case behind each task: what a process runs. */
import * as z from 'zod/mini';
import { createClaimsDirectory } from '../../shared/adapters/directory/claims-directory.ts';
import { createMemoryMeter } from '../../shared/adapters/memory/meter.ts';
import { createMemorySigner } from '../../shared/adapters/memory/signer.ts';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { createConsoleLog } from '../../shared/adapters/system/console-log.ts';
import { createRegistry } from '../../shared/engine/workflow.ts';
import type { LeaseTerms } from '../../shared/use-cases/lease.ts';
import { notify } from '../../shared/use-cases/notify.ts';
import { cancelRun, markForReview, nudgeRun, retryRun } from '../../shared/use-cases/operate-run.ts';
import { reassignApproval } from '../../shared/use-cases/reassign-approval.ts';
import { recordDecision } from '../../shared/use-cases/record-decision.ts';
import { resumeRun } from '../../shared/use-cases/resume-run.ts';
import { revokeDelegation } from '../../shared/use-cases/revoke-delegation.ts';
import { startRun } from '../../shared/use-cases/start-run.ts';
import { sweep } from '../../shared/use-cases/sweep.ts';
import type { Kept } from '../../shared/use-cases/system.ts';
import { withdrawVote } from '../../shared/use-cases/withdraw-vote.ts';
import { person } from '../support/builders.ts';
import type { Io, Program } from './live.ts';
import type { Person, Scenario } from './scenario.ts';
import { RUN, type Task } from './state.ts';

export const TERMS: LeaseTerms = { leaseMs: 600_000 };
const SWEEP = { limit: 10, atOnce: 1, stopAfterMs: 60_000 };
const OPERATOR = person('olga@example.com');

/** No run of the explorer has a large value, and nobody in it is in a group. */
const unused = {
  values: createMemoryValueStore(),
  directory: createClaimsDirectory(),
  signer: createMemorySigner('one for all worlds, so that all are alike'),
  log: createConsoleLog('error'),
  meter: createMemoryMeter(),
};

/** The only place that says what a use case is given. */
const keptOf = ({ runs, approvals, delegations, clock }: Io): Kept => ({
  ...unused,
  ...{ runs, approvals, delegations, clock, retentionDays: 30 },
});

/** What a person does, with the digest of what they were shown. */
async function act(kept: Kept, { who, key, says }: Person, digest: string | undefined): Promise<unknown> {
  const ref = { runId: RUN, key };
  const actor = person(who);
  switch (says.action) {
    case 'withdraw':
      return withdrawVote(kept, ref, {}, actor);
    case 'reassign':
      return reassignApproval(kept, ref, { from: says.from, to: says.to, reason: 'away' }, actor, true);
    case 'revoke': {
      const [given] = await kept.delegations.givenBy(who);
      return given && revokeDelegation(kept, given.id, actor);
    }
    default:
      return recordDecision(kept, ref, { ...says, ...(digest !== undefined && { digest }) }, actor);
  }
}

export function programOf(task: Task, { workflow, people, name }: Scenario): Program {
  const runner = (io: Io) => ({ ...keptOf(io), workflows: createRegistry([workflow(io)]) });
  switch (task.is) {
    case 'start':
      return (io) => startRun(runner(io), { workflow: name, input: {}, runId: RUN }, TERMS);
    case 'resume':
      return (io) => resumeRun(runner(io), task.wakeUp, TERMS);
    case 'notify':
      return (io) => notify({ ...keptOf(io), channels: [], publicUrl: 'https://approvals.example.com' }, task.change);
    case 'decide':
      return async (io) => {
        const said = people[task.person];
        if (!said) throw new Error(`Nobody has the number ${task.person}.`);
        return act(keptOf(io), said, task.digest);
      };
    case 'sweep':
      return async (io) => {
        const { failed } = await sweep(keptOf(io), SWEEP);
        if (failed[0]) throw failed[0].error;
      };
    case 'cancel':
      return (io) => cancelRun(keptOf(io), RUN, OPERATOR);
    case 'retry':
      return (io) => retryRun(keptOf(io), RUN);
    case 'review':
      return (io) => markForReview(keptOf(io), RUN, 'Its wake-up could not be delivered.');
    case 'nudge':
      return (io) => nudgeRun(keptOf(io), RUN);
  }
}

/** Any input: made once, since it takes longer than most of a run. */
export const ANY = z.unknown();
