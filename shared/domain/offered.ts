/** Which of the actions that somebody may take a page offers them. */
import type { Action } from './decision.ts';

/**
 * An edit changes what is proposed, the value or the arguments of a gate: where nothing is, a page offers none. `actions` are
 * those of the explanation.
 */
export const offered = <One extends string>(actions: readonly One[], proposed: unknown): One[] =>
  actions.filter((action) => action !== ('edit' satisfies Action) || proposed !== undefined);
