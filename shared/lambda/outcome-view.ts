/** What became of one decision among several, as the HTTP interface shows it. */
import type { Receipt } from '../domain/receipt.ts';
import type { Log } from '../ports/log.ts';
import { isUnexpected, problemOf } from './problem.ts';

/** What became of it: its receipt, or what it was refused with. */
type Outcome = { runId: string; key: string } & ({ receipt: Receipt } | { error: unknown });

/** The status that the decision alone would have been answered with, and its receipt or the problem. */
export function outcomeView(log: Log, outcome: Outcome) {
  const { runId, key } = outcome;
  if ('receipt' in outcome) return { runId, key, status: 200, receipt: outcome.receipt };
  if (isUnexpected(outcome.error)) log.error('A decision failed.', { runId, key }, outcome.error);
  const problem = problemOf(outcome.error);
  return { runId, key, status: problem.status, problem };
}
