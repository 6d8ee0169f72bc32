/** What became of one decision among several, as the HTTP interface shows it. */
import type { Receipt } from '../domain/receipt.ts';
import { isUnexpected, problemOf } from './problem.ts';

/** What became of it: its receipt, or what it was refused with. */
type Outcome = { runId: string; key: string } & ({ receipt: Receipt } | { error: unknown });

/** The status that the decision alone would have been answered with, and its receipt or the problem. */
export function outcomeView(outcome: Outcome) {
  const { runId, key } = outcome;
  if ('receipt' in outcome) return { runId, key, status: 200, receipt: outcome.receipt };
  if (isUnexpected(outcome.error)) console.error(`A decision on ${runId}/${key} failed.`, outcome.error);
  const problem = problemOf(outcome.error);
  return { runId, key, status: problem.status, problem };
}
