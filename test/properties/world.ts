/** The world that a generated sequence plays in: processes that die or stall, stores that are watched, effects that are counted. */
import { createApprovalStore, createHITLOrchestrator, createWorkflowStateStore } from 'countersign/hitl';
import { createWorkflow, type StepCall } from 'countersign/workflow';
import * as z from 'zod';
import { createMemoryApprovalStore } from '../../shared/adapters/memory/approval-store.ts';
import { createMemoryWorkflowStateStore } from '../../shared/adapters/memory/workflow-state-store.ts';
import { type Approval, isSettled, type SettledApproval } from '../../shared/domain/approval.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Settlement } from '../../shared/domain/decision.ts';
import { hasEnded, type Run } from '../../shared/domain/run.ts';
import { timeOf } from '../../shared/domain/time.ts';
import { decode, shown } from '../../shared/domain/value.ts';
import { asksOf } from '../../shared/domain/wait.ts';
import type { Tools } from '../../shared/engine/execute.ts';
import { defineWorkflow, type Workflow } from '../../shared/engine/workflow.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { type Node, type Probe, runNode } from '../support/generated.ts';
import { Killed } from '../support/processes.ts';
import type { Stores } from '../support/stores.ts';

/** A process is killed before, or stalls at, the call of this number that it makes of its stores. */
export interface Fate {
  how: 'dies' | 'stalls';
  call: number;
}

type Orchestrator = ReturnType<typeof createHITLOrchestrator>;

/** A process of its own over the stores of the world. */
export interface Process {
  readonly orchestrator: Orchestrator;
  readonly workflow: Workflow;
  readonly body: (args: Tools & { ctx: { runId: string } }) => Promise<unknown>;
  /** True once it was killed. */
  isDead(): boolean;
  /** True once it was killed or stalled: what it had not saved may be done again. */
  isDoomed(): boolean;
  /** Resolves once it stalls. */
  readonly stalled: Promise<void>;
  /** Lets it go on where it stalled. */
  wake(): void;
}

/** A decision that may be written now: by the present command, or by a process that stalled over it. */
export interface Permitted {
  /** Absent where the key alone says what is meant: what that is, is seen when the process comes to it. */
  run?: string;
  key: string;
  action: string;
  by: string;
  value?: unknown;
}

export interface World {
  readonly clock: TestClock;
  readonly stores: Stores;
  readonly runs: ReadonlyMap<string, Run>;
  readonly approvals: ReadonlyMap<string, Approval>;
  /** What broke an invariant, in words. */
  readonly problems: string[];
  /** The runs that something was written of. */
  readonly touched: Set<string>;
  /** The processes that began to run the body of a run. */
  readonly bodies: { run: string; process: Process }[];
  /** How many effects there were. */
  effects(): number;
  deciding: Permitted[];
  /** A runner that drives this run was told to look again: it must not park over what was decided by now. */
  tellRunner(run: string): void;
  /** True once a process was killed or stalled. */
  hasDoomed(): boolean;
  setWorld(run: string, world: number): void;
  start(fate?: Fate): Process;
}

export const nameOf = (run: string, key: string): string => `${run}#${key}`;
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const isPass = (approval: Approval): approval is SettledApproval =>
  approval.status === 'approved' || approval.status === 'edited';

/** An empty world, in which every run has this body. */
export function createWorld(node: Node): World {
  const clock = createTestClock();
  const problems: string[] = [];
  const runs = new Map<string, Run>();
  const approvals = new Map<string, Approval>();
  /** Steps whose success is in the store. */
  const durable = new Map<string, unknown>();
  const successes = new Map<string, { value: unknown; process: Process }[]>();
  /** What was decided when the runner of a run was last told to look again, by its key and asking. */
  const told = new Map<string, Set<string>>();
  /** Every end that an approval came to, also of earlier askings. */
  const settled = new Map<string, SettledApproval[]>();
  /** The names that the steps of a key had. */
  const names = new Map<string, Set<string>>();
  /** Where an operation succeeded, by its gate and the approval that let it through. */
  const passages = new Map<string, Process[]>();
  const tries = new Map<string, number>();
  const worlds = new Map<string, number>();
  let serial = 0;
  let doomed = false;
  const broken = (row: string, problem: string) => problems.push(`${row}: ${problem}`);
  const onChange = (change: Change) => {
    if (!change.after) return;
    world.touched.add(change.after.runId);
    if (change.kind === 'run') {
      keepSteps(change.after);
      lookAtRun(change.before, change.after);
      runs.set(change.after.runId, change.after);
    } else if (change.after) {
      lookAtApproval(change.before, change.after);
      approvals.set(nameOf(change.after.runId, change.after.key), change.after);
    }
  };

  const keepSteps = (run: Run) => {
    for (const entry of run.tail) {
      if (entry.kind !== 'step') continue;
      const name = nameOf(run.runId, entry.key);
      if (durable.has(name)) continue;
      const value = decode(entry.value);
      if (!successes.get(name)?.some((success) => same(success.value, value)))
        broken('A4', `${name} is remembered with ${JSON.stringify(value)}, and never succeeded with that`);
      durable.set(name, value);
    }
  };
  const lookAtPark = (after: Run) => {
    const before = told.get(after.runId);
    if (after.status !== 'waiting' || !before) return;
    for (const { key, epoch } of asksOf(after.waits))
      if (before.has(`${key}@${epoch}`)) broken('C4', `${after.runId} parked on ${key}, which was decided`);
  };
  const lookForLoss = (before: Run, after: Run) => {
    if (before.pages !== after.pages) return;
    const kept = new Set(after.tail.map((entry) => `${entry.kind} ${entry.key}`));
    for (const { kind, key } of before.tail)
      if (!kept.has(`${kind} ${key}`)) broken('A4', `${after.runId} forgets the ${kind} ${key}`);
  };
  const lookAtRun = (before: Run | undefined, after: Run) => {
    if (before?.status === 'completed' || before?.status === 'cancelled') {
      if (after.status !== before.status) broken('C5', `${after.runId} was ${before.status} and is ${after.status}`);
    }
    lookAtPark(after);
    if (before) lookForLoss(before, after);
    if (after.status !== 'running') told.delete(after.runId);
    if (before && after.epoch < before.epoch) broken('C5', `the epoch of ${after.runId} sank`);
  };

  const lookAtApproval = (before: Approval | undefined, after: Approval) => {
    const name = nameOf(after.runId, after.key);
    if (before && before.epoch > after.epoch) broken('B3', `${name} went back to an earlier asking`);
    const again = before?.epoch === after.epoch;
    if (again && isSettled(before)) broken('C3', `${name} was settled and has changed: ${JSON.stringify(after)}`);
    if (again && before.digest !== after.digest) broken('B3', `${name} was asked and has changed`);
    if (!isSettled(after)) return;
    settled.set(name, [...(settled.get(name) ?? []), after]);
    if (!isExplained(after)) broken('C3', `${name} was settled by nobody: ${JSON.stringify(after.settlement)}`);
  };
  /** Whether somebody, or time, or the run itself settled it in this way. */
  const isExplained = (approval: SettledApproval): boolean => {
    const { settlement, runId, key } = approval;
    const run = runs.get(runId);
    if (settlement.action === 'close') return settlement.by === 'run-ended' && run !== undefined && hasEnded(run);
    if (settlement.action === 'supersede') return settlement.by === 'asked-anew';
    if (settlement.by === 'timeout') return isTimeout(approval, settlement);
    const value = shown(settlement.value);
    return world.deciding.some(
      (said) =>
        same([said.run ?? runId, said.key, said.action, said.by], [runId, key, settlement.action, settlement.by]) &&
        same(said.value ?? shown(said.action === 'approve' ? approval.proposed : undefined), value) &&
        settlement.digest === approval.digest,
    );
  };
  const isTimeout = ({ expiresAt, onTimeout }: Approval, { action, value, at }: Settlement): boolean =>
    expiresAt !== undefined &&
    expiresAt <= timeOf(clock.now()) &&
    at === expiresAt &&
    (onTimeout && 'approve' in onTimeout ? action === 'approve' && value === onTimeout.approve : action === 'expire');

  /** The decision that lets a run pass under a key: of what it asks under it now, and of no other run. */
  const passOf = (run: string, key: string): SettledApproval | undefined => {
    const approval = approvals.get(nameOf(run, key));
    return approval && isPass(approval) ? approval : undefined;
  };

  /** The key that the step has in fact: of a gate perhaps with an addition. */
  const stepKeyOf = (run: string, key: string, { idempotencyKey }: StepCall): string => {
    const stepKey = idempotencyKey.slice(run.length + 1);
    if (idempotencyKey !== `${run}/${stepKey}` || !(stepKey === key || stepKey.startsWith(`${key}#`)))
      broken('B3', `${nameOf(run, key)} has the idempotency key ${idempotencyKey}`);
    return stepKey;
  };

  const isInOrder = !JSON.stringify(node).includes('"parallel"');
  /** Where nothing is done side by side, what succeeded is in the store before anything else begins. */
  const checkSaved = (run: string, process: Process) => {
    for (const [name, all] of successes)
      if (name.startsWith(`${run}#`) && !durable.has(name) && all.some((success) => success.process === process))
        broken('A4', `another effect begins in ${run}, and the success of ${name} is not kept`);
  };

  const probeOf = (process: Process): Probe => ({
    effect(run, key, call, fails) {
      if (process.isDead()) throw new Killed();
      const name = nameOf(run, stepKeyOf(run, key, call));
      serial++;
      if (durable.has(name)) broken('A4, C5', `${name} begins again after its success was kept`);
      if (successes.get(name)?.some((success) => !success.process.isDoomed()))
        broken('A4, C5', `${name} begins again after it succeeded in a process that lives`);
      if (isInOrder) checkSaved(run, process);
      const nth = (tries.get(nameOf(run, key)) ?? 0) + 1;
      tries.set(nameOf(run, key), nth);
      return nth <= fails ? -serial : serial;
    },
    passed(run, key, asked, arrived, args) {
      if (process.isDead()) throw new Killed();
      const name = nameOf(run, key);
      const pass = passOf(run, key);
      const once = `${name}@${asked ? pass?.epoch : JSON.stringify(arrived)}`;
      if (passages.get(once)?.some((passage) => !passage.isDoomed()))
        broken('B3', `${name} is executed again under one approval, after it succeeded`);
      if (!same(args, asked ? argsOf(pass, arrived) : arrived)) {
        const now = JSON.stringify(approvals.get(name));
        broken(
          'B3, C2',
          `${name} was reached with ${JSON.stringify(arrived)}, called with ${JSON.stringify(args)}: ${now}`,
        );
      }
      return () => passages.set(once, [...(passages.get(once) ?? []), process]);
    },
    succeeded(run, key, value, call) {
      const name = nameOf(run, stepKeyOf(run, key, call));
      successes.set(name, [...(successes.get(name) ?? []), { value, process }]);
      names.set(nameOf(run, key), (names.get(nameOf(run, key)) ?? new Set()).add(name));
    },
    given(run, key, value) {
      if (process.isDoomed()) return;
      const known = [...(names.get(nameOf(run, key)) ?? [])].flatMap((name) =>
        durable.has(name) ? [durable.get(name)] : (successes.get(name) ?? []).map((success) => success.value),
      );
      if (!known.some((one) => same(one, value)))
        broken('A4', `${nameOf(run, key)} gave ${JSON.stringify(value)}, and is kept with ${JSON.stringify(known)}`);
    },
    approved(run, key, value) {
      const pass = passOf(run, key);
      if (process.isDead() || (pass && same(shown(pass.settlement.value), value))) return;
      const now = JSON.stringify(approvals.get(nameOf(run, key)));
      broken('C2', `${nameOf(run, key)} went on with ${JSON.stringify(value)}: ${now}`);
    },
    world: (run) => worlds.get(run) ?? 0,
  });
  /** What the operation is to be called with; nothing where nobody let it through with what it was reached with. */
  const argsOf = (pass: SettledApproval | undefined, arrived: unknown): unknown => {
    if (!pass || !same(shown(pass.pendingArgs), arrived)) return undefined;
    return pass.settlement.value === undefined ? arrived : shown(pass.settlement.value);
  };

  const stores = watched(onChange);
  const world: World = {
    ...{ clock, stores, runs, approvals, problems, touched: new Set(), bodies: [], deciding: [] },
    effects: () => serial,
    hasDoomed: () => doomed,
    tellRunner(run) {
      const decided = [...approvals.values()].filter((one) => one.runId === run && isSettled(one));
      told.set(run, new Set(decided.map(({ key, epoch }) => `${key}@${epoch}`)));
    },
    setWorld: (run, to) => worlds.set(run, to),
    start(fate) {
      const guard = createGuard(fate, () => {
        doomed = true;
      });
      const { runs, approvals } = fate ? guard.over(stores) : stores;
      const workflow = defineWorkflow({
        ...{ name: 'generated', version: '1', input: z.unknown() },
        run: (args) => process.body(args),
      });
      const process: Process = {
        ...{ workflow, isDead: guard.isDead, isDoomed: guard.isDoomed, stalled: guard.stalled, wake: guard.wake },
        body({ ctx: { runId: run }, ...tools }) {
          world.bodies.push({ run, process });
          return runNode(node, { tools, run, probe });
        },
        orchestrator: createHITLOrchestrator({
          ...{ clock, workflows: [workflow] },
          approvalStore: createApprovalStore(approvals, { clock }),
          workflowStateStore: createWorkflowStateStore(runs, { clock }),
          createWorkflow: (resumeState) => createWorkflow('generated', {}, { resumeState }),
        }),
      };
      const probe = probeOf(process);
      return process;
    },
  };
  return world;
}

/** The stores in memory; what was written is told with the answer, which is a copy already. */
function watched(onChange: (change: Change) => void): Stores {
  const runs = createMemoryWorkflowStateStore();
  const approvals = createMemoryApprovalStore();
  return {
    runs: {
      ...runs,
      async create(run) {
        const made = await runs.create(run);
        if (made.created) onChange({ kind: 'run', after: made.run });
        return made;
      },
      async move(runId, move) {
        const moved = await runs.move(runId, move);
        if (moved.done) onChange({ kind: 'run', before: moved.before, after: moved.after });
        return moved;
      },
    },
    approvals: {
      ...approvals,
      async ask(approval) {
        const asked = await approvals.ask(approval);
        const { created, approval: after, replaced: before } = asked;
        if (created) onChange({ kind: 'approval', ...(before && { before }), after });
        return asked;
      },
      async move(runId, key, move) {
        const moved = await approvals.move(runId, key, move);
        if (moved.done) onChange({ kind: 'approval', before: moved.before, after: moved.after });
        return moved;
      },
    },
  };
}

/** Stands between a process and its stores. */
function createGuard(fate: Fate | undefined, onDoom: () => void) {
  let calls = 0;
  let dead = false;
  let doomed = false;
  let awake = false;
  let wake = () => {};
  let stall = () => {};
  const stalled = new Promise<void>((resolve) => {
    stall = resolve;
  });
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const guard = async () => {
    if (dead) throw new Killed();
    if (!fate || awake || ++calls < fate.call) return;
    doomed = true;
    onDoom();
    if (fate.how === 'dies') {
      dead = true;
      throw new Killed();
    }
    stall();
    await woken;
  };
  const guarded = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          await guard();
          return Reflect.apply(method, target, args);
        };
      },
    });
  return {
    over: ({ runs, approvals }: Stores): Stores => ({ runs: guarded(runs), approvals: guarded(approvals) }),
    ...{ stalled, isDead: () => dead, isDoomed: () => doomed },
    wake() {
      awake = true;
      wake();
    },
  };
}
