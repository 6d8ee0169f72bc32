/** One execution of a workflow body: what it is given, and the state that its steps and approvals share. */
import type { ApprovalEntry, Entry, StepEntry } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import type { Encoded } from '../domain/value.ts';
import type { Wait } from '../domain/wait.ts';
import { CountersignError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import { type Activity, createActivity } from './activity.ts';
import type { EventDetails, WorkflowEvent } from './events.ts';
import { createReplay, type Remembered, type Replay } from './replay.ts';

/** Why an execution must begin no further effect: its time is up, or it has lost the run. */
export type StopReason = 'hand-over' | 'fenced';

/** Whoever keeps the run while it is executed. */
export interface Journal {
  /** Makes every success so far durable (I3), and says whether an effect may begin. */
  beforeEffect(): Promise<'go' | StopReason>;
  /** Takes note of a success; it is durable at the next write. */
  succeeded(entry: StepEntry): void;
  /** Takes note that something else is asked under a key by now: what was answered before counts no more, whatever is asked next. */
  superseded(entry: ApprovalEntry): void;
  /** A value in full, where it is kept outside of the run's record. */
  inFull(text: Encoded): Promise<Encoded>;
  /** Takes note that nobody needs to answer what was asked under this key: once that is durable, they are asked no more. */
  dropped(key: string): void;
  /** Takes note that a replay does not go by these: a step that failed, which the body may go on after, or what it comes to no more. */
  loosen(keys: readonly string[]): void;
}

/** What an execution starts from. */
export interface Plan {
  readonly runId: string;
  readonly workflow: string;
  readonly version: string;
  /** The versions that the run was in before: what was asked then counts where it is the very same. */
  readonly formerly?: readonly string[] | undefined;
  /** What the run remembers, by `entryName`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** What the run waited for when it last parked: an approval that is asked again keeps its deadline. */
  readonly waits: readonly Wait[];
  /** What the way of the run does not go by (domain/run.ts). */
  readonly loose?: readonly string[] | undefined;
  /** True where whoever keeps the state may hand it to another body: then a way that differs is none of ours. */
  readonly mayDiffer?: boolean;
  readonly epoch: number;
  /** Who started the run. */
  readonly startedBy?: string | undefined;
  /** Everybody in a group; undefined where nobody knows. */
  readonly members?: ((group: string) => Promise<readonly string[] | undefined>) | undefined;
  readonly clock: Clock;
  readonly journal: Journal;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** Is told of everything that happens; what it throws is reported and does no harm. */
  readonly onEvent?: ((event: WorkflowEvent) => void) | undefined;
  /** Aborts the steps that are at work. */
  readonly signal?: AbortSignal | undefined;
}

export interface Execution {
  readonly plan: Plan;
  readonly activity: Activity;
  readonly replay: Replay;
  /** What the body waits for now, by the name of the wait, in the order that it was reached. */
  readonly waits: Map<string, Wait>;
  /** The approvals that the body waits for, by the promise of their answer. */
  readonly asked: WeakMap<Promise<unknown>, string>;
  /** Takes note that the body needs no answer under this key any more. */
  drop(key: string): void;
  /** True where the body needs no answer under this key any more. */
  isDropped(key: string): boolean;
  /** The keys of approvals whose answers were told. */
  readonly answersTold: Set<string>;
  /** Takes a key for a step or an approval, until it is given back; `duplicate-key` where another has it. */
  claim(kind: 'step' | 'approval', key: string, id: string): () => void;
  /** Asks whether an effect may begin; where it may not, the body is to be held. */
  mayBegin(): Promise<boolean>;
  tell(event: EventDetails): void;
  stopped(): StopReason | undefined;
  /** Takes note that what was asked or decided under this key is not what stands in the record any more. */
  alter(key: string): void;
  altered(): string | undefined;
  /** Takes note that a step failed for good. */
  stepFailed(key: string): void;
  hasFailedSteps(): boolean;
  /** What broke while the run was being kept: no failure of the workflow. */
  broken(): { error: unknown } | undefined;
  breakOff(error: unknown): void;
  /** From here on nothing begins. */
  close(): void;
  /** From here on nothing that still goes on counts, and nothing is told. */
  end(): void;
  hasEnded(): boolean;
  /** Does something when the execution is closed. */
  onClose(doIt: () => void): void;
}

const NOTHING: Remembered = { entries: new Map(), waits: [] };

export function createExecution(plan: Plan): Execution {
  const claims = new Map<string, string>();
  const dropped = new Set<string>();
  let stop: StopReason | undefined;
  let broken: { error: unknown } | undefined;
  let open = true;
  let hasFailed = false;
  let ended = false;
  let altered: string | undefined;
  const whenClosed: (() => void)[] = [];
  return {
    plan,
    activity: createActivity(),
    replay: createReplay(plan.mayDiffer ? NOTHING : plan, (keys) => plan.journal.loosen(keys)),
    waits: new Map(),
    asked: new WeakMap(),
    drop(key) {
      dropped.add(key);
      plan.journal.dropped(key);
    },
    isDropped: (key) => dropped.has(key),
    answersTold: new Set(),
    claim(kind, key, id) {
      const name = `${kind}:${key}`;
      const first = claims.get(name);
      if (first !== undefined) throw duplicateKey(kind, key, first, id);
      claims.set(name, id);
      return () => claims.delete(name);
    },
    async mayBegin() {
      if (!open || stop || broken || altered !== undefined) return false;
      try {
        const answer = await plan.journal.beforeEffect();
        if (answer !== 'go') stop = answer;
      } catch (error) {
        broken = { error };
      }
      return open && !stop && !broken && altered === undefined;
    },
    tell(event) {
      if (!ended) tell(plan, event);
    },
    stopped: () => stop,
    alter(key) {
      altered ??= key;
    },
    altered: () => altered,
    stepFailed(key) {
      hasFailed = true;
      plan.journal.loosen([key]);
    },
    hasFailedSteps: () => hasFailed,
    broken: () => broken,
    breakOff(error) {
      broken = { error };
    },
    close() {
      open = false;
      for (const doIt of whenClosed) doIt();
    },
    end() {
      ended = true;
    },
    hasEnded: () => ended,
    onClose: (doIt) => whenClosed.push(doIt),
  };
}

function tell({ onEvent, runId, workflow, version, clock }: Plan, event: EventDetails): void {
  if (!onEvent) return;
  const report = (error: unknown) =>
    console.error(`onEvent threw at ${event.type} of run ${runId}; the run goes on.`, error);
  try {
    const answer: unknown = onEvent({ runId, workflow, version, at: timeOf(clock.now()), ...event });
    if (answer instanceof Promise) answer.catch(report); // a listener may be an async function all the same
  } catch (error) {
    report(error);
  }
}

const duplicateKey = (kind: 'step' | 'approval', key: string, first: string, second: string) =>
  new CountersignError(
    'duplicate-key',
    `${kind} "${second}" uses the key "${key}", which ${kind} "${first}" of this run has already. Give each its own key; in a loop, put the index into it, such as { key: \`${key}:\${i}\` }.`,
  );
