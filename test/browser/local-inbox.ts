/** The local system with a browser, for the tests of one file. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type LocalProcess, type LocalProcessOptions, startLocal } from '../support/local-process.ts';
import { openAddress, openBrowser, type Visit, type VisitOptions, visit } from './browser.ts';

export interface LocalInbox {
  readonly local: LocalProcess;
  /** The folder of its state. */
  readonly data: string;
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
  /** The file with its workflows, as a path from the package (default: the examples). */
  workflows?: string;
  /** How it is started besides. */
  process?: Pick<LocalProcessOptions, 'env' | 'before'>;
  /** What the tests of the file begin with. */
  begin?: (inbox: LocalInbox) => Promise<unknown>;
}

/** Everything that a page of the test did wrong fails the test. */
export function openLocalInbox({ groups, workflows, process = {}, begin }: LocalInboxOptions = {}): LocalInbox {
  const data = mkdtempSync(join(tmpdir(), 'countersign-inbox-'));
  const directory = join(data, 'directory.json');
  if (groups) writeFileSync(directory, JSON.stringify({ groups }));
  const env = { ...process.env, ...(groups && { COUNTERSIGN_DIRECTORY: directory }) };
  const args = workflows === undefined ? [] : ['--workflows', workflows];
  const options = { ...process, data, env, args };
  let local: LocalProcess;
  let browser: Browser;
  let visits: Visit[] = [];
  beforeAll(async () => {
    [local, browser] = await Promise.all([startLocal(options), openBrowser()]);
    await begin?.(inbox);
  });
  beforeEach(async ({ task }) => {
    // A test that is tried again must not meet what it decided the first time.
    if (task.result?.retryCount) await beginAnew();
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
  const restart = async () => {
    local = await startLocal({ ...options, port: Number(new URL(local.url).port) });
  };
  const beginAnew = async () => {
    await local.stop();
    for (const name of readdirSync(data)) {
      if (name !== basename(directory)) rmSync(join(data, name), { recursive: true });
    }
    await restart();
    await begin?.(inbox);
  };
  const inbox: LocalInbox = {
    data,
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
    restart,
  };
  return inbox;
}
