/** Ways to change a call on its way to the stores: the tools of the planted faults. */
import type { Ask } from '../../shared/domain/approval.ts';
import type { Condition, Move } from '../../shared/domain/move.ts';
import type { RunFields } from '../../shared/domain/run.ts';
import { asksOf, type Wait } from '../../shared/domain/wait.ts';
import type { Fault } from './fault.ts';
import { moveName } from './invariants.ts';
import type { Call } from './state.ts';

export type AnyMove = Move<RunFields>;
export type Tamper = NonNullable<Fault['tamper']>;

export const moveOf = ({ args }: Call): AnyMove => args.at(-1) as AnyMove; // `move` is always called with one

/** The call with another move. */
export const withMove = (call: Call, change: (move: AnyMove) => AnyMove): Call => ({
  ...call,
  args: [...call.args.slice(0, -1), change(moveOf(call))],
});

/** Changes every move of these names; without names, every move of a run. */
export const onMoves =
  (names: readonly string[] | undefined, change: (move: AnyMove) => AnyMove): Tamper =>
  (call) =>
    call.name === 'move' && (names ? names.includes(moveName(call)) : call.on === 'runs')
      ? withMove(call, change)
      : undefined;

/** Drops fields from all conditions of a move. */
export const without =
  (...fields: (keyof RunFields)[]) =>
  (move: AnyMove): AnyMove => ({
    ...move,
    when: move.when.map(
      (condition) =>
        // What is left of a condition is one.
        Object.fromEntries(
          Object.entries(condition).filter(([name]) => !fields.includes(name as keyof RunFields)),
        ) as Condition<RunFields>,
    ),
  });

export const always = (move: AnyMove): AnyMove => ({ ...move, when: [{}] });

/** Answers that the move was done, and does nothing. */
export const swallow =
  (...names: string[]): Tamper =>
  (call, _, { run }) =>
    names.includes(moveName(call)) && call.on === 'runs'
      ? { answer: { value: { done: true, before: run, after: { ...run, ...moveOf(call).set } } } }
      : undefined;

export const DRIVES = ['checkpoint', 'park', 'completed', 'failed'];
export const DECIDES = ['approve', 'reject', 'edit', 'cancel'];
export const isSettling = (call: Call): boolean => call.on === 'approvals' && DECIDES.includes(moveName(call));

export const withoutDue = (move: AnyMove): AnyMove => {
  const { due: _, ...set } = move.set;
  return { ...move, set, remove: [...(move.remove ?? []), 'due'] };
};

export const withoutDecisions = (move: AnyMove): AnyMove =>
  move.set.tail
    ? { ...move, set: { ...move.set, tail: move.set.tail.filter(({ kind }) => kind !== 'approval') } }
    : move;

/** Forgets which of several answers came first. */
export const withoutFirst = (move: AnyMove): AnyMove =>
  move.set.tail
    ? { ...move, set: { ...move.set, tail: move.set.tail.filter(({ key }) => !key.startsWith('first-of:')) } }
    : move;

/** What a park asks, before it is parked. */
export const asksOfPark = (call: Call): Ask[] =>
  moveName(call) === 'park' ? asksOf((moveOf(call).set.waits ?? []) as Wait[]) : [];
