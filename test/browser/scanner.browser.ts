/** What a mail scanner does that runs scripts: it opens every link of every notice, follows what it finds, and submits no form. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { LOCAL_AWS } from '../../infra/local/engine.ts';
import type { Notice } from '../../infra/local/outbox-notices.ts';
import { TABLE_NAME } from '../../infra/local/system.ts';
import { NOTICE_KINDS } from '../../shared/domain/notice.ts';
import { eventually } from '../support/local-process.ts';
import { SLACK_APP } from '../support/slack-app.ts';
import { openLocalInbox } from './local-inbox.ts';
import { linkSentTo, outboxOf } from './notice-links.ts';

const ANN = 'ann@example.com';

const inbox = openLocalInbox({
  groups: { finance: [ANN], operator: ['olga@example.com'] },
  workflows: 'test/browser/noticed-workflows.ts',
  process: SLACK_APP,
});

/** How often every link is asked for, and each that decides is opened in the browser; the others, which lead into the inbox, take far longer there. */
const [ROUNDS, OTHERS, TABS] = [100, 10, 4];

const decides = (link: string): boolean => link.includes('/decide/');

const RUNS = ['waits', 'ends', 'expires', 'fails', 'strays'];

const post = async (path: string, body: object) => {
  const { status } = await inbox.local.request('POST', path, body, { 'x-countersign-actor': ANN });
  expect(status).toBeLessThan(300);
};

/** Brings it about that every kind of notice is told. */
async function tellEverything(): Promise<void> {
  await inbox.start('waits', {}, 'waits');
  await inbox.start('ends', {}, 'ends');
  await inbox.start('ends', {}, 'expires');
  await inbox.start('fails', {}, 'fails');
  await inbox.start('strays', {}, 'strays');
  for (const runId of ['waits', 'ends', 'expires', 'strays']) await linkSentTo(inbox.local, ANN, runId);
  await post('/approvals/ends/approve/decision', { action: 'approve' });
  await post('/approvals/strays/approve/decision', { action: 'approve' });
  await post('/dev/clock', { advance: '4h' });
  await eventually(
    () => outboxOf(inbox.local),
    (notices) => NOTICE_KINDS.every((kind) => notices.some((notice) => notice.kind === kind)),
  );
}

/** Every address in a notice: in its text, its HTML and its blocks. */
const linksIn = ({ text, html = '', blocks = [], link = '' }: Notice): string[] => [
  ...[...`${text} ${JSON.stringify(blocks)} ${link}`.matchAll(/https?:\/\/[^\s"]+/g)].map(([address]) => address),
  ...[...html.matchAll(/href="([^"]+)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&')),
];

/** Everything that is kept: every record of the table, every notice, and how every run is told of. */
async function kept(): Promise<unknown[]> {
  const { endpoint } = JSON.parse(readFileSync(join(inbox.data, 'running.json'), 'utf8')) as { endpoint: string }; // the system's own file
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true }));
  client.destroy();
  const read = async (path: string) => (await inbox.local.request('GET', path)).body;
  const records = Object.fromEntries(Items.map((item) => [`${item.pk?.S} ${item.sk?.S}`, item]));
  return [records, await outboxOf(inbox.local), ...(await Promise.all(RUNS.map((runId) => read(`/runs/${runId}`))))];
}

/** Opens the address, lets its scripts run, and hands back every address on its page. */
async function load(page: Page, address: string): Promise<string[]> {
  if (!decides(address)) await page.goto('about:blank'); // so that another place in the same page is loaded, too
  await page.goto(address);
  const hrefs = await page.evaluate(
    '[...document.querySelectorAll("[href], [src]")].map((one) => one.href ?? one.src)',
  );
  return hrefs as string[]; // the properties are texts
}

/** Opens every address so often, in several tabs at once; hands back what it found on the pages. */
async function openAll(addresses: readonly string[], times: number): Promise<Set<string>> {
  const found = new Set<string>();
  const visits = Array.from({ length: times }, () => addresses)
    .flat()
    .values();
  const tab = async () => {
    const { page } = await inbox.open('about:blank');
    for (const address of visits) for (const href of await load(page, address)) found.add(href);
    await page.waitForLoadState('networkidle');
  };
  await Promise.all(Array.from({ length: TABS }, tab));
  return found;
}

async function ask(address: string): Promise<void> {
  for (const init of [
    {},
    { headers: { 'sec-purpose': 'prefetch', purpose: 'prefetch' } },
    { method: 'HEAD' },
    { method: 'OPTIONS' },
  ])
    await (await fetch(address, init)).arrayBuffer();
}

it('E4, I6: a scanner that loads every link of every notice with scripts on, follows every href, prefetches, HEADs and OPTIONSes, and submits no form decides and changes nothing, 100 times', async () => {
  await tellEverything();
  const notices = await outboxOf(inbox.local);
  const every = [...new Set(notices.flatMap(linksIn))];
  const before = await kept();

  const found = await openAll(every, OTHERS);
  await openAll(every.filter(decides), ROUNDS - OTHERS);
  const places = [...found].filter((href) => href.startsWith(inbox.local.url) && !every.includes(href));
  await openAll(places, 1);
  for (let round = 0; round < ROUNDS; round++) await Promise.all([...every, ...places].map(ask));

  expect(new Set(notices.map(({ kind }) => kind))).toEqual(new Set(NOTICE_KINDS));
  expect(new Set(notices.map(({ channel }) => channel))).toEqual(new Set(['email', 'sms', 'slack']));
  expect(every.filter(decides).length).toBeGreaterThanOrEqual(RUNS.length);
  expect(await kept()).toEqual(before);
}, 900_000);
