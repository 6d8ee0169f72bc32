/** Keeps what the readers of the table's stream could not handle, and hands it to them again. */
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

/** Calls functions. */
export interface FunctionCaller {
  /** Hands the function an event, as JSON, and waits for its answer; `failed` where it threw. */
  call(functionArn: string, event: string): Promise<{ answer: string; failed: boolean }>;
}
