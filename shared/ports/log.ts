/** Says what happens, to whoever operates the system. */

/** What a line is about: ids and the system's own words. There is no field for what people or workflows wrote, nor for who somebody is. */
export interface LogFields {
  readonly runId?: string | undefined;
  readonly workflow?: string | undefined;
  /** Of the approval. */
  readonly key?: string | undefined;
  /** Of the step that failed. */
  readonly stepKey?: string | undefined;
  readonly status?: string | undefined;
  readonly action?: string | undefined;
  readonly noticeId?: string | undefined;
  readonly deliveryId?: string | undefined;
  readonly channel?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly messageId?: string | undefined;
  /** Of the stream's record. */
  readonly eventId?: string | undefined;
  /** How long it took, in ms. */
  readonly ms?: number | undefined;
}

/** `error` is what was thrown, with where it came from. Writing a line never fails, and nobody waits for it. */
export interface Log {
  info(message: string, about: LogFields): void;
  warn(message: string, about: LogFields, error?: unknown): void;
  error(message: string, about: LogFields, error: unknown): void;
}
