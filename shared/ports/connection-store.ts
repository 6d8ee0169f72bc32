/** Keeps the connections to the stream. */
import type { Connection } from '../domain/connection.ts';

/** Keeps connections, and tells of each that is opened, as of every change of a record. */
export interface ConnectionStore {
  open(connection: Connection): Promise<void>;
  /** Forgets the connection; does no harm where there is none. */
  close(id: string): Promise<void>;
  /**
   * The connections that watch one of the topics. Those whose opening was answered before the call are among them, so that who
   * reads a state after a change, and asks this, tells everybody who was not told of it at first.
   */
  watching(topics: readonly string[]): Promise<Connection[]>;
}
