/** The user's own decision, and what it has come to. */
import type { Receipt } from '../domain/receipt.ts';
import type { Problem } from './problem-error.ts';

/** `counted` is a vote that did not end it. */
export type OwnDecision =
  | { state: 'none' | 'sent' }
  | { state: 'counted' | 'decided'; receipt: Receipt }
  | { state: 'refused'; problem: Problem };

/** The decision that ended the approval before the user's own; a vote of their own that counts already has ended nothing. */
export function firstDecision(decision: OwnDecision): Problem['decision'] {
  if (decision.state !== 'refused') return undefined;
  const first = decision.problem.decision;
  return first?.status === 'pending' ? undefined : first;
}
