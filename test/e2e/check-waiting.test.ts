/** `npm run check:waiting`, as its users run it before they deploy. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalProcess, spawnScript, startLocal } from '../support/local-process.ts';

const PATIENCE = { timeout: 90_000 };

const CHANGED = `
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
export default [defineWorkflow({
  name: 'refund', version: '1', input: z.unknown(),
  run: async ({ step, approval }) => {
    await step('look', () => 1);
    await approval('approve:refund');
  },
})];
`;

describe('npm run check:waiting', PATIENCE, () => {
  const data = mkdtempSync(join(tmpdir(), 'countersign-'));
  let local: LocalProcess;
  beforeAll(async () => {
    local = await startLocal({ data });
    const input = { orderId: 'o-1', amount: 400 };
    await local.request('POST', '/runs', { workflow: 'refund', runId: 'waits-1', input });
  }, PATIENCE.timeout);
  afterAll(async () => {
    await local.stop();
    rmSync(data, { recursive: true, force: true });
  });

  async function check(...args: string[]): Promise<{ code: number | null; printed: string }> {
    const child = spawnScript('check-waiting', args, { COUNTERSIGN_DATA: data });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const printed = child.stdout ? await text(child.stdout) : '';
    return { code: await ended, printed };
  }

  it('finds nothing where the code is the one that runs', async () => {
    expect(await check()).toEqual({ code: 0, printed: '1 waiting run checked: all can go on.\n' });
  });

  it('names the run, and where the ways part, and changes nothing', async () => {
    const file = join(data, 'changed.mts');
    writeFileSync(file, CHANGED);

    const { code, printed } = await check('--workflows', file, '--json');

    expect(code).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      ...{ runId: 'waits-1', workflow: 'refund', version: '1', code: 'path-changed' },
      message: expect.stringContaining('does not come to step "calculateRefund", and comes to the new step "look"'),
    });
    expect((await local.request('GET', '/runs/waits-1')).body).toMatchObject({ status: 'waiting' });
  });

  it('explains itself', async () => {
    const { code, printed } = await check('--help');

    expect(code).toBe(0);
    expect(printed).toContain('--table NAME');
  });
});
