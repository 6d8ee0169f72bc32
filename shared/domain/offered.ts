/** What a page offers somebody to do, and what that starts from. */
import type { Action } from './decision.ts';

/**
 * An edit changes what is proposed, the value or the arguments of a gate: where nothing is, a page offers none. `actions` are
 * those of the explanation.
 */
export const offered = <One extends string>(actions: readonly One[], proposed: unknown): One[] =>
  actions.filter((action) => action !== ('edit' satisfies Action) || proposed !== undefined);

/** An open approval, as a page is told of it. */
interface Shown {
  readonly form?: unknown;
  readonly proposed?: unknown;
  readonly pendingArgs?: unknown;
}

/** What a decision starts from: the value that is proposed, which may be null, or the arguments of a gate. */
export const proposalIn = ({ proposed, pendingArgs }: Shown): unknown =>
  proposed === undefined ? pendingArgs : proposed;

/** True where somebody has to say what is approved: a form asks for a value, and none is proposed. */
export const needsValue = (shown: Shown): boolean => shown.form !== undefined && proposalIn(shown) === undefined;
