/** Starts a run, and drives it to its first pause. */
import canonicalize from 'canonicalize';
import { newRunId } from '../domain/ids.ts';
import type { Run, RunningRun } from '../domain/run.ts';
import type { StartInput } from '../domain/start.ts';
import { timeOf } from '../domain/time.ts';
import { bytesOf, type Encoded, encodeInput, shown } from '../domain/value.ts';
import type { Workflow } from '../engine/workflow.ts';
import { CountersignError } from '../errors.ts';
import { driveRun } from './drive-run.ts';
import { type LeaseTerms, leaseUntil, newHolder } from './lease.ts';
import { fitForRecord, inFull } from './outside-values.ts';
import type { Runner } from './runner.ts';
import { refuseFrozen } from './table-life.ts';

/** The largest input, in bytes as it is written down. */
const MOST_INPUT = 256 * 1024;

export interface Started {
  /** False where the run was there before. */
  created: boolean;
  run: Run;
}

/**
 * Starts a run and drives it until it pauses, ends or is handed over. Throws `workflow-unknown`, `invalid-input`
 * naming each field, `run-conflict` where the id belongs to a run of another workflow or input, and `frozen`.
 */
export async function startRun(runner: Runner, start: StartInput, terms: LeaseTerms): Promise<Started> {
  await refuseFrozen(runner);
  const workflow = runner.workflows.latest(start.workflow);
  if (!workflow)
    throw new CountersignError(
      'workflow-unknown',
      `No workflow is called "${start.workflow}". Check the name, or register it.`,
    );
  const input = encodeInput(await workflow.parse(start.input), 'input', Number.POSITIVE_INFINITY);
  if (bytesOf(input) > MOST_INPUT) {
    throw new CountersignError(
      'payload-too-large',
      `The input takes ${bytesOf(input)} bytes; at most ${MOST_INPUT} are kept. Keep large data elsewhere and send where it is.`,
    );
  }
  const run = await fitted(runner, newRun(runner, start, workflow, input, terms));
  const { created, run: present } = await runner.runs.create(run);
  if (!created) return { created, run: await refuseOther(runner, present, { ...run, input }) };
  const { runId, createdAt: at } = run;
  runner.meter.count({ RunsStarted: 1 }, { at, workflow: run.workflow, runId });
  // The run is there and goes on by itself, whatever becomes of this runner: the start is answered.
  const left = await driveRun(runner, { run, mayHaveMissed: false }, terms).catch((error: unknown) => {
    runner.log.error('The run was started and could not be driven on; another runner goes on.', { runId }, error);
    return undefined;
  });
  return { created, run: left ?? (await runner.runs.load(runId)) ?? run };
}

function newRun(
  { clock }: Runner,
  start: StartInput,
  workflow: Workflow,
  input: string,
  terms: LeaseTerms,
): RunningRun {
  const now = clock.now();
  const until = leaseUntil({ clock }, terms);
  return {
    runId: start.runId ?? newRunId(now),
    workflow: workflow.name,
    version: workflow.version,
    input,
    ...(start.startedBy !== undefined && { startedBy: start.startedBy }),
    ...(workflow.preapprove && { preapprove: [...workflow.preapprove] }),
    ...(start.taskToken !== undefined && { taskToken: start.taskToken }),
    createdAt: timeOf(now),
    updatedAt: timeOf(now),
    status: 'running',
    epoch: 1,
    wake: 0,
    leases: 1,
    pages: 0,
    tail: [],
    leaseUntil: until,
    holder: newHolder(),
    due: { list: 'due', at: until },
  };
}

async function fitted({ values }: Runner, run: RunningRun): Promise<RunningRun> {
  const input = await fitForRecord(values, run.runId, run.input);
  return input === run.input ? run : { ...run, input, outside: true };
}

/** The same data is the same input, in whatever order its fields come. */
const sameInput = (one: Encoded, other: Encoded): boolean =>
  one === other || canonicalize(shown(one)) === canonicalize(shown(other));

async function refuseOther({ values }: Runner, present: Run, wanted: Run): Promise<Run> {
  const before = await inFull(values, present.runId, present.input);
  const differs =
    present.workflow !== wanted.workflow ? 'workflow' : !sameInput(before, wanted.input) ? 'input' : undefined;
  if (differs) {
    throw new CountersignError(
      'run-conflict',
      `Run "${present.runId}" was started before with another ${differs}. Choose another runId.`,
      {
        runs: [present.runId],
      },
    );
  }
  return present;
}
