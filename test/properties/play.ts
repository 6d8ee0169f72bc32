/** Plays commands, and lets every run come to its end: what must hold after each of them. */
import type { Result as ResultOf } from 'countersign/workflow';
import { hasEnded, RELEASED, type Run } from '../../shared/domain/run.ts';
import { timeOf } from '../../shared/domain/time.ts';
import { decode } from '../../shared/domain/value.ts';
import { asksOf } from '../../shared/domain/wait.ts';
import { isCountersignError } from '../../shared/errors.ts';
import { approvalKeys, type Node } from '../support/generated.ts';
import type { Act, Command, Said } from './commands.ts';
import { asked, checkTouched, type Deciding, type Decision, fail, send } from './decisions.ts';
import { createWorld, nameOf, type Process, same, type World } from './world.ts';

/** A call of a process that stalled. */
interface Sleeper {
  process: Process;
  over: Promise<void>;
  deciding: World['deciding'];
}

interface Play extends Deciding {
  readonly keys: string[];
  readonly processes: Process[];
  readonly sleepers: Sleeper[];
  last: Decision | undefined;
}

const RUNS = ['run-0', 'run-1', 'run-2'];
const runOf = (index: number): string => RUNS[index] ?? 'run-0';

/** Plays the commands over two runs that were started, and then, where it is to, lets every run come to its end. */
export async function playSequence(node: Node, commands: readonly Command[], toTheEnd = true): Promise<void> {
  const world = createWorld(node);
  const play: Play = {
    ...{ world, keys: approvalKeys(node), sleepers: [], receipts: new Map(), last: undefined },
    processes: [world.start(), world.start()],
  };
  await perform(play, { do: 'start', run: 0, inline: true, in: 0 });
  await perform(play, { do: 'start', run: 1, inline: false, in: 1 });
  for (const command of commands) await perform(play, command);
  if (toTheEnd) await letAllEnd(play);
}

async function perform(play: Play, command: Command): Promise<void> {
  const { world } = play;
  world.touched.clear();
  world.bodies.length = 0;
  await performOne(play, command);
  checkProblems(world, command);
  for (const run of world.runs.values()) checkRest(world, run);
}

function checkProblems({ problems }: World, at: unknown): void {
  if (problems.length > 0) fail(`${problems.join('\n')}\nat ${JSON.stringify(at)}`);
}

async function performOne(play: Play, command: Command): Promise<void> {
  const { world } = play;
  switch (command.do) {
    case 'pass':
      world.clock.advance(command.time);
      return;
    case 'world':
      world.setWorld(runOf(command.run), command.to);
      return;
    case 'wake':
      return wakeOne(play);
    case 'race':
      return race(play, runOf(command.run), command.alone);
    default: {
      const { fate, in: index = 0, ...what } = command;
      if (!fate) return doIt(play, play.processes[index] ?? fail('No such process.'), what);
      return doInDoomed(play, world.start(fate), what);
    }
  }
}

/** In a process that dies or stalls on the way: nothing is known of its answer. */
async function doInDoomed(play: Play, process: Process, act: Act): Promise<void> {
  const { world, sleepers } = play;
  const over = doIt(play, process, act).catch((error: unknown) => {
    if (!process.isDoomed()) throw error;
  });
  await Promise.race([over, process.stalled]);
  if (!process.isDoomed() || process.isDead()) return over;
  // It may write what it was about to, at any time from now on.
  sleepers.push({ process, over, deciding: world.deciding });
}

async function wakeOne({ world, sleepers }: Play): Promise<void> {
  const sleeper = sleepers.shift();
  if (!sleeper) return;
  world.deciding = sleeper.deciding;
  sleeper.process.wake();
  await sleeper.over;
  world.deciding = [];
}

async function doIt(play: Play, process: Process, act: Act): Promise<void> {
  const { world } = play;
  if (act.do === 'sweep') {
    const { failed } = await process.orchestrator.sweep();
    if (failed.length > 0 && !process.isDoomed()) fail(`The sweep failed: ${String(failed[0]?.error)}`);
    return;
  }
  if (act.do === 'repeat') return repeat(play, process, act);
  if (act.do === 'decide') return decide(play, process, act);
  const run = runOf(act.run);
  const before = world.runs.get(run);
  const effects = world.effects();
  switch (act.do) {
    case 'start': {
      const options = { workflowId: run };
      const started = act.inline
        ? await process.orchestrator.start((args) => process.body(args as never), options)
        : await process.orchestrator.start(process.workflow, options);
      checkResult(play, process, run, started.result);
      const isLost = before?.status === 'running' && isFree(before, timeOf(world.clock.now()));
      if (before && !isLost && world.effects() !== effects) fail(`E1, C5: ${run} was there, and started again`);
      break;
    }
    case 'resume':
      checkResumed(play, process, run, before, await process.orchestrator.resume(run));
      break;
    case 'retry':
      checkRetried(play, process, run, before, await process.orchestrator.retry(run));
      break;
    case 'cancel-run': {
      const code = await codeOf(process.orchestrator.cancelRun(run, { cancelledBy: 'ann' }));
      const mayCancel = before && ['running', 'waiting', 'needs-review'].includes(before.status);
      checkCode(process, code, mayCancel ? undefined : before ? 'run-finished' : 'run-unknown', `cancelling ${run}`);
    }
  }
  checkTouched(world, run);
}

/** The code that it is refused with, or undefined. */
async function codeOf(answer: Promise<unknown>): Promise<string | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (isCountersignError(error)) return error.code;
    throw error;
  }
}

function checkCode(process: Process, code: string | undefined, expected: string | undefined, what: string): void {
  if (!process.isDoomed() && code !== expected) fail(`${what} gave ${code}, not ${expected}`);
}

// What a run gives back.

type Result = ResultOf<unknown, unknown>;
const codeIn = (result: Result): string | undefined =>
  !result.ok && isCountersignError(result.error) ? result.error.code : undefined;

const isFree = (run: Run, now: string): boolean =>
  run.status === 'waiting' || (run.status === 'running' && run.leaseUntil < now);

function checkResumed(play: Play, process: Process, run: string, before: Run | undefined, result: Result): void {
  if (process.isDoomed()) return;
  if (!before) return void (codeIn(result) === 'run-unknown' || fail(`C1: ${run} is unknown, not ${codeIn(result)}`));
  const isBusy = before.status === 'running' && !isFree(before, timeOf(play.world.clock.now()));
  if (isBusy !== (codeIn(result) === 'run-busy'))
    fail(`C5: ${run} is ${isBusy ? '' : 'not '}busy and gave ${codeIn(result)}`);
  if (isBusy) play.world.tellRunner(run);
  if (isBusy && play.world.bodies.length > 0) fail(`C5: ${run} is busy and was driven`);
  checkResult(play, process, run, result);
}

function checkRetried(play: Play, process: Process, run: string, before: Run | undefined, result: Result): void {
  if (process.isDoomed()) return;
  const code = codeIn(result);
  const refusal = refusalOfRetry(before);
  if (refusal && code !== refusal) fail(`C6: the retry of ${run}, ${before?.status}, gave ${code}, not ${refusal}`);
  if (!refusal) checkResult(play, process, run, result);
}

function refusalOfRetry(run: Run | undefined): string | undefined {
  switch (run?.status) {
    case undefined:
      return 'run-unknown';
    case 'completed':
    case 'cancelled':
      return 'run-finished';
    case 'waiting':
      return 'run-not-retryable';
    case 'running':
      return 'run-busy';
    default:
      return undefined;
  }
}

/** The result says how the run stands. */
function checkResult({ world }: Play, process: Process, id: string, result: Result): void {
  const run = world.runs.get(id);
  if (process.isDoomed() || !run) return;
  const is = (fits: boolean) => fits || fail(`C1: ${id} is ${JSON.stringify(run)} and gave ${inWords(result)}`);
  switch (run.status) {
    case 'completed':
      return void is(result.ok && same(result.value, decode(run.result)));
    case 'waiting':
      return void is(!result.ok && asksOf(run.waits).some(({ key }) => same(pendingKey(result.error), key)));
    case 'failed':
      return void is(!result.ok && run.error.message.includes((result.error as Error).message));
    case 'cancelled':
      return void is(codeIn(result) === 'run-finished');
    case 'running':
      return void is(codeIn(result) === 'run-busy');
    case 'needs-review':
      return void is(codeIn(result) === 'run-needs-review');
  }
}

const inWords = (result: Result): string => (result.ok ? JSON.stringify(result.value) : String(result.error));
const pendingKey = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'stepKey' in error ? error.stepKey : undefined;

/** Two resumes at once: where the run is free, one drives it and the other is told that it is busy. */
async function race(play: Play, run: string, alone: boolean): Promise<void> {
  const { world, processes } = play;
  const [one, other] = processes as [Process, Process];
  const before = world.runs.get(run);
  const second = alone ? one : other;
  const results = await Promise.all([one.orchestrator.resume(run), second.orchestrator.resume(run)]);
  checkTouched(world, run);
  const busy = results.filter((result) => codeIn(result) === 'run-busy');
  if (!before || !isFree(before, timeOf(world.clock.now()))) {
    for (const result of results) checkResumed(play, one, run, before, result);
    return;
  }
  if (busy.length !== 1) fail(`C5: of two resumes of ${run} at once ${busy.length} were told that it is busy`);
  for (const result of results) if (!busy.includes(result)) checkResult(play, one, run, result);
  if (new Set(world.bodies.map(({ process }) => process)).size !== 1) fail(`C5: two processes drove ${run} at once`);
}

async function decide(play: Play, process: Process, act: Extract<Act, { do: 'decide' }>): Promise<void> {
  const { world, keys } = play;
  const run = runOf(act.run);
  const pending = [...world.approvals.values()]
    .filter((approval) => approval.runId === run && approval.status === 'pending')
    .map((approval) => approval.key);
  const choice = act.any || pending.length === 0 ? [...keys, 'nothing'] : pending;
  const key = choice[act.pick % choice.length] ?? 'nothing';
  const decision = { run, key, said: act.said, who: act.who, bare: act.bare };
  play.last = decision;
  await send(play, process, decision);
}

async function repeat(play: Play, process: Process, { who, otherwise }: Extract<Act, { do: 'repeat' }>): Promise<void> {
  const { last } = play;
  if (!last) return;
  const said = otherwise ? inOtherWords(last.said) : last.said;
  await send(play, process, { ...last, said, ...(who !== 'same' && { who }) });
}

/** The same action, saying something else. */
function inOtherWords(said: Said): Said {
  switch (said.action) {
    case 'approve':
      return { action: 'approve', value: 61 };
    case 'reject':
      return { action: 'reject', reason: said.reason === 'too much' ? 'too late' : 'too much' };
    case 'edit':
      return { ...said, to: said.to + 1 };
    case 'cancel':
      return said;
  }
}

// How everything stands between commands, and in the end.

/** What a run waits for is asked, and nothing else is: as long as every process lived. */
function checkRest(world: World, run: Run): void {
  if (world.hasDoomed()) return;
  const { runId } = run;
  if (run.status === 'running' && run.leaseUntil !== RELEASED) fail(`E2: ${runId} is left in a lease`);
  const asks = hasEnded(run) ? [] : asksOf(run.waits ?? []);
  for (const { key, digest, epoch } of asks) {
    const approval = world.approvals.get(nameOf(runId, key));
    if (!same([approval?.epoch, approval?.digest], [epoch, digest]))
      fail(`A4: ${runId} waits for ${key} of epoch ${epoch} and asks ${JSON.stringify(approval)}`);
  }
  for (const approval of world.approvals.values()) {
    if (approval.runId !== runId || approval.status !== 'pending' || asks.some(({ key }) => key === approval.key))
      continue;
    fail(`B3: ${runId}, ${run.status}, no longer waits for ${approval.key}, which is pending`);
  }
}

const MOST_ROUNDS = 60;

const isRefused = (run: Run): boolean =>
  run.status === 'failed' && ['approval-rejected', 'approval-cancelled'].includes(run.error.code);

const isOver = (run: Run): boolean => run.status === 'completed' || run.status === 'cancelled' || isRefused(run);

/** Lets what stalls go on, decides everything, resumes and retries: every run ends, and is tidy then. */
async function letAllEnd(play: Play): Promise<void> {
  const { world, sleepers } = play;
  while (sleepers.length > 0) await perform(play, { do: 'wake' });
  const process = world.start();
  play.processes[0] = process;
  for (let round = 0; [...world.runs.values()].some((run) => !isOver(run)); round++) {
    if (round > MOST_ROUNDS) fail(`E2: it has no end: ${JSON.stringify([...world.runs.values()])}`);
    world.clock.advance('11s');
    for (const run of world.runs.values()) if (!isOver(run)) await goOn(play, process, run);
  }
  world.clock.advance('2h');
  await perform(play, { do: 'sweep' });
  for (const run of world.runs.values()) {
    const effects = world.effects();
    checkResult(play, process, run.runId, await process.orchestrator.resume(run.runId));
    if (world.effects() !== effects) fail(`C5: ${run.runId} has ended and had another effect`);
    const pending = [...world.approvals.values()].filter(
      (approval) => approval.runId === run.runId && approval.status === 'pending',
    );
    if (pending.length > 0) fail(`E2: ${run.runId} has ended and still asks ${JSON.stringify(pending)}`);
  }
}

async function goOn(play: Play, process: Process, run: Run): Promise<void> {
  const index = RUNS.indexOf(run.runId);
  if (run.status === 'failed' || run.status === 'needs-review') return perform(play, { do: 'retry', run: index });
  for (const { key } of asksOf(run.waits ?? [])) {
    const decision: Decision = { run: run.runId, key, said: { action: 'approve' }, who: 'ann', bare: false };
    const approval = asked(play.world, run.runId, key);
    if (approval?.status === 'pending') await send(play, process, decision);
  }
  await perform(play, { do: 'resume', run: index });
}
