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
}

/** Remembers who was seen, in one record. */
export interface ReaderMemory {
  read(): Promise<SeenReaders | undefined>;
  /** Remembers these instead of what was seen `before` (undefined: nothing); false where somebody else has done so meanwhile. */
  replace(before: string | undefined, seen: SeenReaders): Promise<boolean>;
}
