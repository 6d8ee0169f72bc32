/** Who reads what is published to the topic, and who did when it was last looked at. */

/** A reader who has confirmed. */
export interface TopicReader {
  /** `email`, `sms`, … */
  protocol: string;
  /** Their address or number. */
  endpoint: string;
}

export interface TopicReaders {
  list(): Promise<TopicReader[]>;
}

/** The readers that there were. Times are ISO 8601. */
export interface SeenReaders {
  at: string;
  readers: TopicReader[];
  /** That the last of them has left, and nobody came since. */
  unread?: Unread | undefined;
}

/** A topic that nobody reads any more. Times are ISO 8601. */
export interface Unread {
  /** When it was seen that the last reader had left. */
  since: string;
  /** Where the pending approvals are to be looked at from; absent at the first of them. */
  cursor?: string | undefined;
}

/** Remembers who was seen, in one record. */
export interface ReaderMemory {
  read(): Promise<SeenReaders | undefined>;
  /** Remembers these instead of what was seen `before` (undefined: nothing); false where somebody else has done so meanwhile. */
  replace(before: string | undefined, seen: SeenReaders): Promise<boolean>;
}
