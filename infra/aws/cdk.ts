/** Runs CDK's command in this terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What it ended with. */
export async function cdk(...args: readonly string[]): Promise<number> {
  const [code] = await once(spawn('npx', ['cdk', ...args], { stdio: 'inherit' }), 'exit');
  return Number(code ?? 1);
}
