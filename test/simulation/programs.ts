/** The use case behind each task: what a process runs. */
import * as z from 'zod/mini';
import { createClaimsDirectory } from '../../shared/adapters/directory/claims-directory.ts';
import { createMemoryDelegationStore } from '../../shared/adapters/memory/delegation-store.ts';
import { createMemorySigner } from '../../shared/adapters/memory/signer.ts';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { createRegistry } from '../../shared/engine/workflow.ts';
import type { LeaseTerms } from '../../shared/use-cases/lease.ts';
import { notify } from '../../shared/use-cases/notify.ts';
import { cancelRun, markForReview, nudgeRun, retryRun } from '../../shared/use-cases/operate-run.ts';
import { recordDecision } from '../../shared/use-cases/record-decision.ts';
import { resumeRun } from '../../shared/use-cases/resume-run.ts';
import { startRun } from '../../shared/use-cases/start-run.ts';
import { sweep } from '../../shared/use-cases/sweep.ts';
import type { Kept } from '../../shared/use-cases/system.ts';
import { person } from '../support/builders.ts';
import type { Io, Program } from './live.ts';
import type { Scenario } from './scenario.ts';
import { RUN, type Task } from './state.ts';

export const TERMS: LeaseTerms = { leaseMs: 600_000 };
const SWEEP = { limit: 10, atOnce: 1, stopAfterMs: 60_000 };
const OPERATOR = person('olga@example.com');

/** No run of the explorer has a large value, and nobody in it delegates. */
const unused = {
  values: createMemoryValueStore(),
  delegations: createMemoryDelegationStore(),
  directory: createClaimsDirectory(),
  signer: createMemorySigner('one for all worlds, so that all are alike'),
};

/** The only place that says what a use case is given. */
const keptOf = ({ runs, approvals, clock }: Io): Kept => ({ ...unused, runs, approvals, clock, retentionDays: 30 });

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
        return recordDecision(keptOf(io), { runId: RUN, key: said.key }, said.says, person(said.who));
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
