/** Keeps what the readers of the table's stream could not handle. */
import type { Time } from '../domain/time.ts';

/** A record that was given up. */
export interface FailedRecord {
  name: string;
  keptAt: Time;
}

export interface FailedRecords {
  /** Those that are kept, the oldest first. */
  list(): Promise<FailedRecord[]>;
  /** What the record says; undefined where it is gone. */
  read(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
}
