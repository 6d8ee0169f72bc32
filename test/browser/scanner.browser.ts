/** What a mail scanner does that runs scripts: it opens every link of every notice, follows what it finds, and submits no form. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../support/local-process.ts';
import { openLocalInbox } from './local-inbox.ts';
import { outboxOf } from './notice-links.ts';

const inbox = openLocalInbox({ groups: { finance: ['ann@example.com', 'bob@example.com', 'carl@example.com'] } });

/** How often every link is asked for, and how often it is opened in the browser. */
const [ROUNDS, VISITS] = [100, 3];

const RUNS = ['scan-refund', 'scan-email', 'scan-payment', 'scan-expense'];

/** Everything that the interface tells of what waits. */
async function kept(): Promise<unknown[]> {
  const read = async (path: string) => (await inbox.local.request('GET', path)).body;
  const approvals = (await read('/approvals')) as { items: { runId: string; key: string }[] };
  return Promise.all([
    approvals,
    ...approvals.items.map(({ runId, key }) => read(`/approvals/${runId}/${encodeURIComponent(key)}`)),
    ...RUNS.map((runId) => read(`/runs/${runId}`)),
    outboxOf(inbox.local),
  ]);
}

/** Of every run the link of whoever is asked, and for two of them those of the three people of finance. */
const EVERY = RUNS.length + 2 * 3;

const links = (): Promise<string[]> =>
  eventually(
    async () => [
      ...new Set((await outboxOf(inbox.local)).flatMap(({ link }) => (link?.includes('/decide/') ? [link] : []))),
    ],
    (found) => found.length >= EVERY,
  );

/** Opens the address, lets its scripts run, and hands back every address on its page. */
async function load(page: Page, address: string): Promise<string[]> {
  await page.goto('about:blank'); // so that another place in the same page is loaded, too
  await page.goto(address);
  const hrefs = await page.evaluate(
    '[...document.querySelectorAll("[href], [src]")].map((one) => one.href ?? one.src)',
  );
  return hrefs as string[]; // the properties are texts
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

it('E4, I6: a scanner that loads every link of every notice with scripts on, follows every href, prefetches, HEADs and OPTIONSes, and submits no form decides nothing, 100 times', async () => {
  await inbox.start('refund', { orderId: 'o-1', amount: 40 }, 'scan-refund');
  await inbox.start('email', { to: 'customer@example.org', about: 'o-1' }, 'scan-email');
  await inbox.start('payment', { to: 'ACME', amount: 900 }, 'scan-payment');
  await inbox.start('expense', { expenseId: 'e-1', amount: 20, requestedBy: 'dora@example.com' }, 'scan-expense');
  const every = await links();
  const before = await kept();

  const { page } = await inbox.open('about:blank');
  const found = new Set<string>();
  for (const link of every)
    for (let time = 0; time < VISITS; time++) for (const href of await load(page, link)) found.add(href);
  const places = [...found].filter((href) => href.startsWith(inbox.local.url) && !every.includes(href));
  for (const place of places) await load(page, place);
  await page.waitForLoadState('networkidle');
  for (let round = 0; round < ROUNDS; round++) await Promise.all([...every, ...places].map(ask));

  expect(every).toHaveLength(EVERY);
  expect(places.length).toBeGreaterThanOrEqual(RUNS.length);
  expect(await kept()).toEqual(before);
  expect((before[0] as { items: { status: string }[] }).items.map(({ status }) => status)).toEqual(
    RUNS.map(() => 'pending'),
  );
}, 240_000);
