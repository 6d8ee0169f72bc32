/** `countersign check-waiting`, as somebody calls it before a deployment of an app of their own, with the packed package. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, inject, it } from 'vitest';
import { describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';

/** A module of the workflow whose first step is called so. */
const WORKFLOWS = (first: string) => `
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
export default [defineWorkflow({
  name: 'ask', version: '1', input: z.unknown(),
  run: async ({ step, approval }) => {
    await step('${first}', () => 1);
    await approval('go');
  },
})];
`;

/** True where this Node reads TypeScript itself. */
const readsTypeScript = 'typescript' in process.features && Boolean(process.features.typescript);

/** `packed` has the package in its `node_modules`. */
export const describeCheckWaiting = (packed: () => string) =>
  describeWithDynamoDB('countersign check-waiting', () => {
    let table: string;
    const ask = workflowOf('ask', async ({ step, approval }) => {
      await step('load', () => 1);
      await approval('go');
    });
    beforeAll(async () => {
      const stores = await dynamoDBStores();
      table = stores.table;
      const system = createTestSystem({ workflows: [ask], stores });
      await system.start('ask', {}, { runId: 'waits-1' });
      await system.drain();
    });
    const check = async (...args: string[]) => {
      const installed = join(packed(), 'node_modules/countersign');
      const { bin } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
        bin: { countersign: string };
      };
      const dynamodb = inject('dynamodb');
      const aws = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
      const at = 'endpoint' in dynamodb ? { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint } : {};
      const options = { cwd: packed(), env: { ...process.env, ...aws, ...at } };
      return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
        const child = execFile(
          process.execPath,
          [join(installed, bin.countersign), 'check-waiting', ...args],
          options,
          (_error, stdout, stderr) => done({ code: child.exitCode ?? -1, stdout, stderr }),
        );
      });
    };
    const module = async (name: string, first: string) => {
      await writeFile(join(packed(), name), WORKFLOWS(first));
      return name;
    };

    it('finds nothing in a deployed table where the code still fits', async () => {
      const checked = await check('--workflows', await module('same.js', 'load'), '--table', table);

      expect(checked).toEqual({ code: 0, stdout: '1 waiting run checked: all can go on.\n', stderr: '' });
    });

    it('names the runs that changed code no longer fits, and what to do', async () => {
      const { code, stdout } = await check('--workflows', await module('changed.js', 'look'), '--table', table);

      expect(code).toBe(1);
      expect(stdout).toMatch(/^waits-1 {2}ask@1 {2}path-changed\n/);
      expect(stdout).toContain('1 waiting run checked: 1 could not go on. Each goes on once its version is registered');
    });

    it('takes TypeScript, or says what reads it', async () => {
      const { code, stdout, stderr } = await check('--workflows', await module('typed.ts', 'load'), '--table', table);

      if (readsTypeScript) expect(stdout).toBe('1 waiting run checked: all can go on.\n');
      else expect(stderr).toContain('This Node reads no TypeScript. Name the compiled file, or have it read by tsx');
      expect(code).toBe(readsTypeScript ? 0 : 2);
    });

    it.each([
      [['--table', 'orders'], 'Say: countersign check-waiting --workflows FILE --table NAME'],
      [['--workflows', 'nowhere.js', '--table', 'orders'], 'There is no file nowhere.js.'],
      [['--workflows', 'same.js', '--table', 'orders'], 'There is no table orders in this account and region.'],
    ])('says what is missing: %j', async (args, message) => {
      const { code, stderr } = await check(...args);

      expect(code).toBe(2);
      expect(stderr).toContain(message);
    });
  });
