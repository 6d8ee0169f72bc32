/** An AWS of one's own for a test: MiniStack, in a virtual environment of Python of its own, on 127.0.0.1 alone. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../infra/local/engine.ts';

/** Pinned, so that the test is the same everywhere; see docs/dependencies.md. */
const VERSION = '1.5.33';

export const REGION = 'us-east-1';

/** What MiniStack takes for an account that may do everything. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface Cloud {
  readonly endpoint: string;
  readonly port: number;
  /** What makes the AWS tools and SDKs of another process talk to it. */
  readonly env: Record<string, string>;
  /** What it has printed: what functions log is in there. */
  printed(): string;
  stop(): Promise<void>;
}

/** Starts it; the first time on a machine it is installed, from Python's package index. */
export async function startMiniStack(): Promise<Cloud> {
  const python = installed();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
  // Its defaults listen on every interface, and open a second port.
  const own = { BIND_HOST: '127.0.0.1', IOT_MTLS_ENABLED: '0', GATEWAY_PORT: String(port) };
  const child = spawn(python, ['-m', 'ministack'], {
    env: { ...process.env, ...env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own: the functions that it runs are processes, too
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const end = () => endGroup(child, 'SIGKILL');
  process.once('exit', end);
  await answering(endpoint, child, () => printed);
  return {
    ...{ endpoint, port, env },
    printed: () => printed,
    async stop() {
      process.off('exit', end);
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      endGroup(child, 'SIGKILL');
      await ended;
    },
  };
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // it has ended already
  }
}

function installed(): string {
  const folder = join(tmpdir(), `countersign-ministack-${VERSION}`);
  const python = join(folder, 'bin', 'python');
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return python;
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', `ministack==${VERSION}`], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error(
      'MiniStack could not be installed. It needs Python 3 with venv (on Debian: apt-get install python3-venv).',
      { cause },
    );
  }
  writeFileSync(whole, '');
  return python;
}

async function answering(endpoint: string, child: ChildProcess, printed: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`MiniStack ended with ${child.exitCode}: ${printed()}`);
    const answers = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`MiniStack does not answer: ${printed()}`);
}
