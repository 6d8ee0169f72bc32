/** Lists that are longer than what is read of them at first: what is looked for further down is found, and never denied. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings } from './browser.ts';
import { type LocalInbox, openLocalInbox } from './local-inbox.ts';

/** More than two pages of a list. */
const MANY = 104;

async function begin(inbox: LocalInbox) {
  await inbox.start('refund', { orderId: 'paid', amount: 40 }, 'done-1');
  await inbox.local.request('POST', '/approvals/done-1/approve:refund/decision', {
    action: 'approve',
    actorId: 'bob@example.com',
  });
  for (let i = 0; i < MANY; i++) await inbox.start('refund', { orderId: `order-${i}`, amount: 40 }, `many-${i}`);
  await inbox.start('refund', { orderId: 'Unicorn', amount: 40 }, 'unicorn-1');
}

const inbox = openLocalInbox({ begin });
const ALICE = 'alice@example.com';

/** From now on the list has no end, and nothing of what is looked for. */
const withoutEnd = (page: Page, path: string, items: object[] = []) =>
  page.route(`**/${path}?*`, (route) => route.fulfill({ json: { items, cursor: 'more' } }));

describe('a search in the inbox', () => {
  it('finds what waits further down than what was read', async () => {
    const { page } = await inbox.visit({ as: ALICE });

    await page.getByRole('heading', { name: 'Inbox 50+' }).waitFor();
    await page.getByLabel('Search in the inbox').fill('unicorn');
    await page.getByRole('link', { name: /Refund 40 for Unicorn/ }).waitFor();
    await page.getByLabel('Search in the inbox').fill('centaur');

    await page.getByText('Nothing fits these words').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`Inbox ${MANY + 1}`);
    expect(await page.getByRole('button', { name: /Load more|Look further/ }).count()).toBe(0);
  });

  it('says how far it has looked, stops in time, and goes on when it is asked to', async () => {
    const { page } = await inbox.visit({ as: ALICE });
    const [first] = (await inbox.local.request('GET', '/approvals')).body.items ?? [];
    let go = () => {};
    const wait = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route('**/approvals?*', async (route) => {
      const at = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 1);
      if (at > 1) await wait;
      await route.fulfill({ json: { items: [{ ...first, key: `one-${at}` }], cursor: `${at + 1}` } });
    });
    await page.reload();

    await page.getByRole('heading', { name: 'Inbox 1+' }).waitFor();
    await page.getByLabel('Search in the inbox').fill('centaur');
    await page.getByText('Looked at 1, still looking …').waitFor();
    const denied = await page
      .getByText(/^Nothing/)
      .filter({ hasNotText: 'Nothing is open' })
      .count();
    go();
    await page.getByText('Nothing among the first 10 fits these words').waitFor();
    const findings = await axeFindings(page);
    await page.getByRole('button', { name: 'Look further' }).click();

    await page.getByText('Nothing among the first 20 fits these words').waitFor();
    expect(denied).toBe(0);
    expect(findings).toEqual([]);
  });
});

describe('the runs', () => {
  it('are found by status behind any number of newer ones', async () => {
    const { page } = await inbox.visit({ as: ALICE, at: '/runs' });

    await page.getByRole('rowheader').nth(49).waitFor();
    await page.getByLabel('Workflow').fill('refund');
    await page.getByLabel('Status').selectOption('completed');

    await expect.poll(() => page.getByRole('rowheader').allInnerTexts(), { timeout: 15_000 }).toEqual(['done-1']);
  });

  it('are not said to fit no filter while there are more of them', async () => {
    const { page } = await inbox.visit({ as: ALICE, at: '/runs' });
    await page.getByRole('rowheader').first().waitFor();

    await withoutEnd(page, 'runs');
    await page.getByLabel('Status').selectOption('cancelled');
    await page.getByText('No run fits among the first 500').waitFor();
    const findings = await axeFindings(page);
    await page.getByRole('button', { name: 'Look further' }).click();
    await page.getByText('No run fits among the first 1000').waitFor();
    await page.unroute('**/runs?*');
    await page.getByLabel('Status').selectOption('failed');

    await page.getByText('No run fits', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /Load more|Look further/ }).count()).toBe(0);
    expect(findings).toEqual([]);
  });
});
