/** Finds out, without an effect and without a write, whether the present code could go on with a run. */
import type { RunError, WaitingRun } from '../domain/run.ts';
import { entryName } from '../domain/snapshot.ts';
import { decode } from '../domain/value.ts';
import { execute, pathChanged, recordAltered } from '../engine/execute.ts';
import type { Journal, Plan } from '../engine/execution.ts';
import { runErrorOf } from '../engine/failures.ts';
import type { ResumeState } from '../engine/resume-state.ts';
import type { Registry, Workflow } from '../engine/workflow.ts';
import { migrated, migrationFailed } from './migrate-run.ts';
import { inFull } from './outside-values.ts';
import { pagedEntries } from './paged-entries.ts';
import type { Kept } from './system.ts';

/** What a check needs. */
export interface Checker extends Pick<Kept, 'runs' | 'values' | 'clock'> {
  readonly workflows: Registry;
}

/** Lets nothing begin: the body comes as far as the run remembers, and no further. */
const NOTHING_BEGINS: Omit<Journal, 'inFull'> = {
  beforeEffect: async () => 'fenced',
  succeeded: () => {},
  superseded: () => {},
  dropped: () => {},
  loosen: () => {},
};

/**
 * Why the present code could not go on with the run; undefined where it could. Runs the body over what the run remembers: what
 * stands outside of its steps is executed, as at every resume.
 */
export async function checkRun(checker: Checker, run: WaitingRun): Promise<RunError | undefined> {
  const { runs, workflows } = checker;
  const workflow = workflows.find(run.workflow, run.version);
  if (workflow) {
    const { runId, waits, loose } = run;
    const entries = [...(await pagedEntries(runs, run)), ...run.tail];
    return tryOut(checker, run, workflow, { runId, entries, waits, ...(loose && { loose }) });
  }
  const successor = workflows.successor(run.workflow, run.version);
  if (!successor) {
    const message = `Nothing here is ${run.workflow} in version ${run.version}, and no version says what becomes of its runs.`;
    return { code: 'workflow-unknown', message };
  }
  try {
    return await tryOut(checker, run, successor.workflow, await migrated(runs, run, successor));
  } catch (error) {
    return migrationFailed(run, successor, error);
  }
}

async function tryOut(
  { clock, values }: Checker,
  run: WaitingRun,
  { version, body }: Workflow,
  { entries, waits, loose }: ResumeState,
): Promise<RunError | undefined> {
  const { runId, workflow, startedBy } = run;
  const plan: Plan = {
    ...{ runId, workflow, version, epoch: run.epoch, clock, waits, loose, random: () => 0 },
    journal: { ...NOTHING_BEGINS, inFull: (text) => inFull(values, runId, text) },
    formerly: [...(run.formerly ?? []), run.version],
    entries: new Map(entries.map((entry) => [entryName(entry), entry])),
  };
  const ctx = { runId, workflow, version, startedBy, now: () => clock.now() };
  const input = decode(await inFull(values, runId, run.input));
  const outcome = await execute(plan, (tools) => body(tools, input, ctx));
  if (outcome.kind === 'diverged') {
    const { code, message } = pathChanged(outcome);
    return { code, message };
  }
  if (outcome.kind === 'altered') {
    const { code, message } = recordAltered(outcome.key);
    return { code, message, approvalKey: outcome.key };
  }
  return outcome.kind === 'failed' ? runErrorOf(outcome) : undefined;
}
