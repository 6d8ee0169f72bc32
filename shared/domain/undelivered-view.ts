/** What was not delivered, as the HTTP interface shows it. */
import type { Delivery } from './delivery.ts';

/** One notice that was not delivered, or one outcome that a system was not told. Times are ISO 8601. */
export interface UndeliveredView {
  id: string;
  /** Of an outcome: the `detail.id` of its event. */
  noticeId: string;
  kind: Delivery['kind'];
  /** The channel; of an outcome, the system: `eventbridge` or `step-functions`. */
  channel: string;
  /** Whom it was for. */
  to: string;
  runId?: string;
  key?: string;
  subject: string;
  why: Delivery['why'];
  error: string;
  at: string;
  tries: number;
}

/** So many are named; of a large group that a channel did not reach, the rest is counted. */
const MOST_NAMED = 10;

export function namesOf(to: readonly string[]): string {
  const more = to.length - MOST_NAMED;
  const named = to.slice(0, MOST_NAMED).join(', ');
  return to.length === 0 ? 'anyone' : more > 0 ? `${named} and ${more} more` : named;
}

export function undeliveredView({
  to,
  runId,
  key,
  epoch: _,
  partly: __,
  due: ___,
  outcome: ____, // a result, or a task's token: more than a list should show
  ...delivery
}: Delivery): UndeliveredView {
  return { ...delivery, to: namesOf(to), ...(runId !== undefined && { runId }), ...(key !== undefined && { key }) };
}
