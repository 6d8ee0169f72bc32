/** Starts the local system as its users do, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../infra/local/engine.ts';

const ROOT = new URL('../../', import.meta.url);

export interface LocalProcess {
  readonly url: string;
  readonly pid: number;
  /** `kill -9`. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** A request with a JSON body, as the person `actor`. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Answer }>;
}

/** What the interface answers with, as loosely as a client without types reads it. */
export interface Answer {
  [field: string]: unknown;
  items?: Record<string, unknown>[];
}

/** A process that was started a moment ago. */
export interface LaunchedProcess extends LocalProcess {
  /** Resolves once it says that it is ready; rejects where it ends before. */
  readonly ready: Promise<void>;
  /** True once it has ended, whoever ended it. */
  hasEnded(): boolean;
  /** What it has printed so far. */
  printed(): string;
}

export interface LocalProcessOptions {
  data: string;
  args?: string[];
  env?: Record<string, string>;
  port?: number;
  /** A module that is loaded before it, as a path from the package. */
  before?: string;
}

/** A script of the package with the flags of its npm script. */
export function spawnScript(
  script: string,
  args: string[],
  env: Record<string, string>,
  before?: string,
): ChildProcess {
  const imports = ['tsx', ...(before === undefined ? [] : [new URL(before, ROOT).href])];
  const child = spawn(
    process.execPath,
    ['--conditions=source', ...imports.flatMap((name) => ['--import', name]), `infra/local/${script}.ts`, ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const end = () => child.kill('SIGKILL');
  process.once('exit', end); // a test that gives up leaves nothing running
  child.once('exit', () => process.off('exit', end));
  return child;
}

export async function startLocal(options: LocalProcessOptions): Promise<LocalProcess> {
  const launched = launchLocal({ ...options, port: options.port ?? (await freePort()) });
  await launched.ready;
  return launched;
}

/** As `startLocal`, without waiting for anything. */
export function launchLocal({
  data,
  args = [],
  env = {},
  port,
  before,
}: LocalProcessOptions & { port: number }): LaunchedProcess {
  const child = spawnScript('main', args, { PORT: String(port), COUNTERSIGN_DATA: data, ...env }, before);
  let printed = '';
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('Countersign ready at')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`The local system ended with ${code}: ${printed}`)));
  });
  ready.catch(() => {}); // who kills it while it starts does not wait for this
  const url = `http://localhost:${port}`;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded()) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return {
    ...{ url, ready, hasEnded },
    pid: child.pid ?? 0,
    printed: () => printed,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async request(method, path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Answer };
    },
  };
}

/** Asks again until the answer is as it is to be; what comes by itself has no other sign. */
export async function eventually<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (isIt(answer) || tries === 600) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
