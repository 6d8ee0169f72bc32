/** Counts what happens, for dashboards and alarms. */
import type { Time } from '../domain/time.ts';

/** What is counted; times are in ms. */
export interface Counts {
  readonly RunsStarted?: number;
  /** Runs that began to wait: for people, or for a time. */
  readonly RunsWaiting?: number;
  readonly RunsCompleted?: number;
  readonly RunsFailed?: number;
  readonly RunsNeedReview?: number;
  /** Runs that were free for any runner, and that none had taken by the time that the sweep looked. */
  readonly RunsOverdue?: number;
  /** Leases that ran out while a runner held them: it died, or its time limit came first. */
  readonly LeasesLost?: number;
  readonly ApprovalsNeeded?: number;
  readonly ApprovalsSettled?: number;
  /** From the asking to the decision of a person. */
  readonly DecisionTime?: number;
  /** For how long people have been asked what is still open: of each waiting run that the sweep looks at, the oldest. */
  readonly WaitAge?: number;
  /** How late the sweep is with the oldest run that was due when it began. */
  readonly SweepLag?: number;
  /** Notices that a channel did not deliver, and outcomes that a system did not take, each time that they are kept for another try. */
  readonly NoticesFailed?: number;
  /** Notices and outcomes that are tried no more and were not delivered, and mails that came back. */
  readonly NoticesGivenUp?: number;
}

/** When it happened, and to what: for whoever looks behind a number. Nothing here says who somebody is. */
export interface CountedOf {
  readonly at: Time;
  readonly workflow?: string | undefined;
  readonly runId?: string | undefined;
  /** Of the approval. */
  readonly key?: string | undefined;
  readonly status?: string | undefined;
  readonly deliveryId?: string | undefined;
  readonly channel?: string | undefined;
  /** The groups that are asked. */
  readonly groups?: string | undefined;
  /** How many are asked by name. */
  readonly people?: number | undefined;
}

/** What is counted together happened together. Counting never fails, and nobody waits for it. */
export interface Meter {
  count(counts: Counts, of: CountedOf): void;
}
