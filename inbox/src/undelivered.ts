/** Notices that reached nobody, as the interface shows them. Times are ISO 8601. */
/** One notice that could not be delivered. */
export interface UnseenNotice {
  id: string;
  noticeId: string;
  kind: string;
  channel: string;
  to: string;
  runId?: string;
  key?: string;
  subject: string;
  error: string;
  at: string;
  tries: number;
}

/** Somebody who is asked and may not know it. */
export interface PossiblyUnseen {
  channel: string;
  to: string;
  why: string;
  at: string;
}
