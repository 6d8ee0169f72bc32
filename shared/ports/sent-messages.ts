/** Remembers messages that were sent about an approval and can be changed where they stand. */

/** One message, where it stands. */
export interface SentMessage {
  runId: string;
  key: string;
  /** The asking that it is of. */
  epoch: number;
  noticeId: string;
  /** Where it stands: of Slack, the channel's id. */
  channel: string;
  /** What tells it from others there. */
  ts: string;
}

/** Remembers messages, for as long as the run is there that they are about. */
export interface SentMessages {
  keep(message: SentMessage): Promise<void>;
  /** The messages about what a run asks, and has asked, under a key. */
  of(runId: string, key: string): Promise<SentMessage[]>;
}
