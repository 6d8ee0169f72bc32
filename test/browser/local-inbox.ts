/** The local system with a browser, for the tests of one file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { openAddress, openBrowser, type Visit, type VisitOptions, visit } from './browser.ts';

export interface LocalInbox {
  readonly local: LocalProcess;
  /** At `url`, where that is another than the local system's. */
  visit(options?: VisitOptions & { url?: string }): Promise<Visit>;
  /** Opens an address that is not the page's, such as a link in a notice. */
  open(address: string, options?: VisitOptions): Promise<Visit>;
  /** Starts a run as Dora does, and hands back its id. */
  start(workflow: string, input: unknown, runId: string): Promise<string>;
  /** Ends the system as `kill -9` does. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export interface LocalInboxOptions {
  /** Who is in which group; without it nothing is known of groups. */
  groups?: Record<string, string[]>;
}

/** Everything that a page of the test did wrong fails the test. */
export function openLocalInbox({ groups }: LocalInboxOptions = {}): LocalInbox {
  const data = mkdtempSync(join(tmpdir(), 'countersign-inbox-'));
  const directory = join(data, 'directory.json');
  if (groups) writeFileSync(directory, JSON.stringify({ groups }));
  const options = { data, env: groups ? { COUNTERSIGN_DIRECTORY: directory } : {} };
  let local: LocalProcess;
  let browser: Browser;
  let visits: Visit[] = [];
  beforeAll(async () => {
    [local, browser] = await Promise.all([startLocal(options), openBrowser()]);
  });
  afterEach(async () => {
    const faults = visits.flatMap((one) => one.faults);
    await Promise.all(visits.map(({ context }) => context.close()));
    visits = [];
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await local.stop();
    rmSync(data, { recursive: true, force: true });
  });
  return {
    get local() {
      return local;
    },
    async visit({ url = local.url, ...options } = {}) {
      const one = await visit(browser, url, options);
      visits.push(one);
      return one;
    },
    async open(address, options) {
      const one = await openAddress(browser, address, options);
      visits.push(one);
      return one;
    },
    async start(workflow, input, runId) {
      await local.request('POST', '/runs', { workflow, input, runId, startedBy: 'dora@example.com' });
      return runId;
    },
    kill: () => local.kill(),
    async restart() {
      local = await startLocal({ ...options, port: Number(new URL(local.url).port) });
    },
  };
}
