/** The user's own decision, and what it has come to. */
import type { Receipt } from '../domain/receipt.ts';
import type { Problem } from './problem-error.ts';

/** `counted` is a vote that did not end it. */
export type OwnDecision =
  | { state: 'none' | 'sent' }
  | { state: 'counted' | 'decided'; receipt: Receipt }
  | { state: 'refused'; problem: Problem };
