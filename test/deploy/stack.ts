/** Deploys the stack with the CDK's own command, as `npm run deploy` does, and hands back what it says of itself. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { Cloud } from './ministack.ts';
import { templateForMiniStack } from './template-for-ministack.ts';

const run = promisify(execFile);

const Outputs = z.object({ Countersign: z.record(z.string(), z.string()) });

/** The stack's outputs, by name. */
export type StackOutputs = Record<string, string>;

const cdk = async (cloud: Cloud, ...args: string[]): Promise<void> => {
  try {
    await run('npx', ['cdk', ...args], {
      env: { ...process.env, ...cloud.env, CI: 'true' },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).slice(-4_000) : String(error);
    throw new Error(`cdk ${args[0]} failed: ${said}\n${cloud.printed().slice(-4_000)}`);
  }
};

/** Prepares the account, once. */
export const bootstrap = (cloud: Cloud): Promise<void> =>
  inFolder((folder) => cdk(cloud, 'bootstrap', 'aws://000000000000/us-east-1', '--output', folder));

/** Deploys the stack with these settings: `-c name=value` for each. */
export const deploy = (cloud: Cloud, settings: Record<string, string>): Promise<StackOutputs> =>
  inFolder(async (folder) => {
    const made = join(folder, 'cdk.out');
    const outputs = join(folder, 'outputs.json');
    const context = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    await cdk(cloud, 'synth', '--quiet', '--output', made, ...context);
    const template = join(made, 'Countersign.template.json');
    writeFileSync(template, templateForMiniStack(readFileSync(template, 'utf8')));
    await cdk(cloud, 'deploy', '--app', made, '--require-approval', 'never', '--outputs-file', outputs);
    return Outputs.parse(JSON.parse(readFileSync(outputs, 'utf8'))).Countersign;
  });

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-deploy-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
