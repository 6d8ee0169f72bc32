/** Everything that there is between two choices of the explorer, as data: stores, stream, queue, clock, and who is at work. */
import type { Approval } from '../../shared/domain/approval.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Settlement } from '../../shared/domain/decision.ts';
import type { Delegation } from '../../shared/domain/delegation.ts';
import type { EarlyDecision } from '../../shared/domain/early-decision.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { Entry } from '../../shared/domain/snapshot.ts';
import type { WakeUp } from '../../shared/ports/wake-queue.ts';

export const RUN = 'run-1';

/** A call that a process has made and that has not been answered. */
export interface Call {
  readonly id: number;
  /** A store, an effect that is under way, or the end of the use case, which whoever called it has yet to hear of. */
  readonly on: 'runs' | 'approvals' | 'delegations' | 'effect' | 'end';
  readonly name: string;
  readonly args: readonly unknown[];
}

export type Answer = { readonly value: unknown } | { readonly error: unknown };

/** What a process was answered, and what its clock said then. */
export interface Heard {
  readonly call: number;
  readonly now: number;
  readonly answer: Answer;
}

/** What a process does: one use case. */
export type Task =
  | { readonly is: 'start' | 'sweep' | 'cancel' | 'retry' | 'nudge' | 'review' }
  | { readonly is: 'resume'; readonly message: number; readonly wakeUp: WakeUp }
  | { readonly is: 'notify'; readonly record: number; readonly change: Change }
  /** `digest` is of what the person was shown, where they send it. */
  | { readonly is: 'decide'; readonly person: number; readonly digest?: string };

/** A process at work. What it is to do next follows from what it has heard, so it can be brought up again at any time. */
export interface Actor {
  readonly serial: number;
  readonly task: Task;
  readonly since: number;
  readonly heard: readonly Heard[];
  readonly calls: readonly Call[];
  /** A digest of everything that it has heard. */
  readonly trail: string;
  /** The epoch of the lease that it has taken. */
  readonly epoch?: number;
  /** The effects that it has had with success. */
  readonly had: readonly string[];
  /** Calls that took effect and whose answer was lost, so that the client repeats them. */
  readonly repeated: readonly number[];
}

/** A change that one of the stream's two readers has yet to be handed. */
export interface StreamRecord {
  readonly id: number;
  readonly reader: 'notify' | 'wake';
  readonly change: Change;
  /** True for one that was handled already and comes again. */
  readonly again?: boolean;
}

export interface Message {
  readonly id: number;
  readonly wakeUp: WakeUp;
}

/** How often each thing may still happen that is out of the ordinary. */
export interface Budget {
  /** A process dies. */
  readonly crash: number;
  /** A record or a message is delivered once more. */
  readonly again: number;
  /** A record is lost. */
  readonly lost: number;
  /** The answer to a write is lost, and the client repeats the write. */
  readonly answer: number;
  /** Time passes while processes are at work, so that a lease ends under who holds it. */
  readonly stall: number;
  /** A second sweep begins while one is at work. */
  readonly sweep: number;
  /** The client starts the run once more. */
  readonly start: number;
  /** An effect fails. */
  readonly fail: number;
  readonly nudge: number;
  readonly cancel: number;
  readonly retry: number;
  /** The run is marked for review by whoever could not deliver its wake-up. */
  readonly review: number;
}

/** What the stores hold. */
export interface Stores {
  readonly run: Run | undefined;
  readonly pages: readonly (readonly Entry[])[];
  readonly approvals: ReadonlyMap<string, Approval>;
  /** The decisions that came before their approvals, by key. */
  readonly early: ReadonlyMap<string, EarlyDecision>;
  readonly delegations: readonly Delegation[];
}

export interface State extends Stores {
  readonly now: number;
  readonly stream: readonly StreamRecord[];
  readonly queue: readonly Message[];
  readonly actors: readonly Actor[];
  readonly left: Budget;
  /** The people who have not decided yet. */
  readonly people: readonly number[];
  /** The decisions that were answered with success, by approval and asking. */
  readonly accepted: ReadonlyMap<string, Settlement>;
  /** The keys under which somebody was told that their early decision is kept. */
  readonly promised: ReadonlySet<string>;
  /** Which of several ways the run has begun to go, where it is to go one alone. */
  readonly gone: ReadonlySet<string>;
  /** What was parked on at some time, by key and epoch: only that may be asked. */
  readonly parked: ReadonlySet<string>;
  /** True once a record was lost: then the run may have to wait for the sweep. */
  readonly hasLost: boolean;
  /** True once a lease may have ended under a process that holds it. */
  readonly hasStalled: boolean;
  readonly serial: number;
}

export const asking = ({ key, epoch }: { key: string; epoch: number }): string => `${key}@${epoch}`;

export const NO_TROUBLE: Budget = {
  ...{ crash: 0, again: 0, lost: 0, answer: 0, stall: 0, sweep: 0, start: 0, fail: 0 },
  ...{ nudge: 0, cancel: 0, retry: 0, review: 0 },
};

/** Entries that are durable, by kind and key. */
export function durable({ run, pages }: Pick<State, 'run' | 'pages'>): Map<string, Entry> {
  const all = [...pages.slice(0, run?.pages ?? 0).flat(), ...(run?.tail ?? [])];
  return new Map(all.map((entry) => [`${entry.kind}:${entry.key}`, entry]));
}
