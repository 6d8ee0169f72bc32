/** The HTTP interface, as the page calls it. */
import { type Problem, ProblemError, type SendRequest } from 'countersign/react';
import type { Connection } from './connection.ts';

/** The answer, as the interface's own types say; throws a `ProblemError`, with the code `offline` where nobody answers. */
export type Request = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<T>;

/** `send`, with the connection told of how each request went. */
export const reportedTo =
  (connection: Connection, send: SendRequest): Request =>
  async <T>(method: string, path: string, body?: unknown) => {
    try {
      const answer = await send(method, path, body);
      connection.answered();
      return answer as T; // the interface's answers are of its own types
    } catch (error) {
      if (problemOf(error)?.code === 'offline') connection.failed();
      else connection.answered();
      throw error;
    }
  };

export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof ProblemError ? error.problem : undefined;
