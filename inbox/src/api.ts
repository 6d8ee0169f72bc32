/** The HTTP interface, as the page calls it. */
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { ErrorCode, FieldError } from '../../shared/errors.ts';
import { type Connection, OfflineError } from './connection.ts';
import type { SignIn } from './sign-in/sign-in.ts';

/** Problem details (RFC 9457), as every error is answered. */
export interface Problem {
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  errors?: FieldError[];
  /** The decision that was there first. */
  decision?: Receipt;
}

/** An answer that is a problem. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof ProblemError ? error.problem : undefined;

export interface Api {
  /** The answer, as the interface's own types say; throws `ProblemError`, or `OfflineError` where nobody answers. */
  request<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** The same as text, for what is handed on as it is. */
  text(path: string): Promise<string>;
}

export function createApi(url: string, signIn: SignIn, connection: Connection): Api {
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const token = await signIn.token();
    const who = signIn.who();
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(signIn.kind === 'local' && who && { 'x-countersign-actor': who.id }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      connection.failed();
      throw new OfflineError(cause);
    });
    connection.answered();
    if (response.ok) return response;
    throw new ProblemError(await problemIn(response));
  };
  return {
    request: async (method, path, body) => (await send(method, path, body)).json(),
    text: async (path) => (await send('GET', path)).text(),
  };
}

async function problemIn(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body) return body as Problem; // our own format
  const said = typeof body === 'object' && body !== null && 'message' in body ? `: ${String(body.message)}` : '';
  const { status, statusText } = response;
  const code = status === 401 ? 'unauthenticated' : status === 403 ? 'not-allowed' : 'internal';
  return { title: statusText, status, code, detail: `The system answered ${status}${said || ` ${statusText}`}.` };
}
