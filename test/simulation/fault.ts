/** A way to break the system on purpose, to see whether the explorer finds it: put between a process and its stores. */
import type { Actor, Answer, Call, State, StreamRecord } from './state.ts';

type Plain = Pick<Call, 'on' | 'name' | 'args'>;

export interface Fault {
  readonly name: string;
  /** The exploration that is to find it. */
  readonly play: string;
  /** The invariant that it breaks, and within how many steps of the exploration that is found. */
  readonly breaks: string;
  readonly within: number;
  /** What a call becomes on its way to the stores, or what it is answered without ever coming there. */
  tamper?(call: Call, actor: Actor, state: State): Plain | { answer: Answer } | undefined;
  /** What is done before the call, in its name. */
  first?(call: Call, actor: Actor, state: State): readonly Plain[];
  /** What becomes of an answer on its way back. */
  answers?(call: Call, answer: Answer, actor: Actor, state: State): Answer | undefined;
  /** What the stream never tells of. */
  drops?(record: Omit<StreamRecord, 'id'>): boolean;
  /** What the clock of a process says. */
  clock?(actor: Actor, now: number): number;
  /** A message is forgotten when it is handed on, and not when it had its effect. */
  readonly forgetsFirst?: true;
}
