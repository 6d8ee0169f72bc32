/** What an endpoint answers with, before it is sent. */
export interface Answer {
  status: number;
  body: unknown;
  /** The body as it is sent, where every byte of it counts. */
  text?: string;
  /** Default: `application/json`. */
  type?: string;
  headers?: Record<string, string>;
}
