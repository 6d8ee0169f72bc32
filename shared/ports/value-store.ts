/** Keeps values that are too large for a record. */

/** Keeps bytes by the run that they belong to and a name: what an object storage, or a folder, has to offer. */
export interface ValueStore {
  /** Keeps the bytes. A name is only ever given once. */
  put(runId: string, name: string, bytes: Uint8Array): Promise<void>;
  /** The bytes; undefined where there are none of this name. */
  get(runId: string, name: string): Promise<Uint8Array | undefined>;
  /** Removes everything that belongs to the run. */
  removeOfRun(runId: string): Promise<void>;
}
