/** A notice that was not delivered, as the HTTP interface shows it. */
import type { Delivery } from './delivery.ts';

/** One notice that was not delivered. Times are ISO 8601. */
export interface UndeliveredView {
  id: string;
  noticeId: string;
  kind: Delivery['kind'];
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

export const namesOf = (to: readonly string[]): string => (to.length > 0 ? to.join(', ') : 'anyone');

export function undeliveredView({
  to,
  runId,
  key,
  epoch: _,
  partly: __,
  due: ___,
  ...delivery
}: Delivery): UndeliveredView {
  return { ...delivery, to: namesOf(to), ...(runId !== undefined && { runId }), ...(key !== undefined && { key }) };
}
