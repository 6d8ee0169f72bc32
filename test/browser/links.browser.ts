/** The links of notices in a real browser, with scripts and without: what they show, what decides, and what does not. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings, overflow } from './browser.ts';
import { openLocalInbox } from './local-inbox.ts';
import { linkSentTo } from './notice-links.ts';

const ANN = 'ann@example.com';
const inbox = openLocalInbox({ groups: { finance: [ANN, 'bob@example.com'] } });

/** A refund that waits, and the link to it that was sent. */
async function refundLink(runId: string, to = ANN): Promise<string> {
  await inbox.start('refund', { orderId: `of-${runId}`, amount: 40 }, runId);
  return linkSentTo(inbox.local, to, runId);
}

const approvalOf = async (runId: string) =>
  (await inbox.local.request('GET', `/approvals/${runId}/approve:refund`)).body;

/** Presses a button that sends a form, and hands back the status of the page that comes. */
async function press(page: Page, name: string): Promise<number> {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().isNavigationRequest()),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  await page.waitForLoadState();
  return answer.status();
}

const textOf = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

describe.each([
  { how: 'with scripts', scripts: true },
  { how: 'without scripts', scripts: false },
])('a link in a browser $how', ({ scripts }) => {
  const named = (name: string) => `${name}-${scripts ? 'scripts' : 'plain'}`;

  it('E4: shows what is asked, decides nothing by being looked at, and approves by a press', async () => {
    const runId = named('yes');
    const { page } = await inbox.open(await refundLink(runId), { scripts });

    const asked = await textOf(page);
    await page.reload();
    const looked = await approvalOf(runId);
    const status = await press(page, 'Approve');

    expect(asked).toContain(`Refund 40 for of-${runId}`);
    expect(asked).toContain('dora@example.com');
    expect(looked.status).toBe('pending');
    expect(status).toBe(200);
    expect(await textOf(page)).toContain('You have approved this.');
    expect(await approvalOf(runId)).toMatchObject({ status: 'approved', decision: { by: ANN, value: { amount: 40 } } });
  });

  it('E4: approves with changes, after it has refused at the field what does not fit', async () => {
    const runId = named('edit');
    const { page } = await inbox.open(await refundLink(runId), { scripts });

    await page.getByText('Change it first').click();
    const amount = page.locator('details').getByLabel(/amount/i);
    const proposed = await amount.inputValue();
    await amount.fill('41');
    await page.getByRole('button', { name: 'Approve with changes' }).click(); // which the browser stops
    await page.evaluate('document.querySelector("details [max]").removeAttribute("max")');
    const refused = await press(page, 'Approve with changes');
    const wrong = await textOf(page);
    const kept = await amount.inputValue();
    const still = await approvalOf(runId);
    await amount.fill('35');
    const status = await press(page, 'Approve with changes');

    expect([proposed, kept]).toEqual(['40', '41']);
    expect(refused).toBe(422);
    expect(wrong).toContain('Nothing is decided yet.');
    expect(await page.locator('[aria-invalid]').count()).toBe(0);
    expect(still.status).toBe('pending');
    expect(status).toBe(200);
    expect(await approvalOf(runId)).toMatchObject({ status: 'edited', decision: { by: ANN, value: { amount: 35 } } });
  });

  it('E4: wants a reason to reject: the browser stops it, and what is forced is answered at the field', async () => {
    const runId = named('no');
    const { page } = await inbox.open(await refundLink(runId), { scripts });
    const address = page.url();
    let posts = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') posts++;
    });

    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    const stopped = posts;
    const isFocused = await page.evaluate('document.activeElement.name === "reason"');
    await page.evaluate('document.activeElement.removeAttribute("required")');
    const forced = await press(page, 'Reject');
    const field = page.getByLabel('Reason');
    const told = await page.locator('.wrong').innerText();
    const isDescribed = await page.evaluate(
      'document.querySelector("[aria-invalid]").getAttribute("aria-describedby").includes(document.querySelector(".wrong").id)',
    );
    const still = await approvalOf(runId);
    await field.fill('Paid back in May.\nTwice.');
    const status = await press(page, 'Reject');

    expect([stopped, isFocused]).toEqual([0, true]);
    expect(forced).toBe(422);
    expect(told).toMatch(/\w+/);
    expect(isDescribed).toBe(true);
    expect(still.status).toBe('pending');
    expect(status).toBe(200);
    expect(page.url()).toBe(address);
    const { status: became, decision } = await approvalOf(runId);
    expect(became).toBe('rejected');
    expect(decision).toMatchObject({ by: ANN });
    expect(String((decision as { reason?: unknown }).reason).split(/\r?\n/)).toEqual(['Paid back in May.', 'Twice.']);
  });

  it('E4: says after the decision who decided what and when, and takes nothing more', async () => {
    const runId = named('after');
    const link = await refundLink(runId);
    const late = await inbox.open(link, { scripts });
    const { page } = await inbox.open(await linkSentTo(inbox.local, 'finance', runId), { scripts });

    await press(page, 'Approve');
    const shared = await textOf(page);
    await page.reload(); // sends the same form again
    const again = await textOf(page);
    await late.page.getByLabel('Reason').fill('No.');
    const refused = await press(late.page, 'Reject');
    const told = await textOf(late.page);
    const answer = await late.page.goto(link);
    const gone = await textOf(late.page);

    expect(shared).toContain('Approved with the link of finance.');
    expect(again).toBe(shared);
    expect(refused).toBe(409);
    expect(told).toContain('What you sent did not count.');
    expect(answer?.status()).toBe(410);
    for (const text of [told, gone]) {
      expect(text).toContain('link:finance');
      expect(text).toMatch(/Approved/);
      expect(await late.page.locator('time').count()).toBeGreaterThan(0);
    }
    expect(await late.page.locator('form').count()).toBe(0);
    expect(await approvalOf(runId)).toMatchObject({ status: 'approved', decision: { by: 'link:finance' } });
  });

  it('E4: asks a browser that keeps no cookies to press once more, for that alone', async () => {
    const runId = named('cookies');
    const { page, context } = await inbox.open(await refundLink(runId), { scripts });

    await context.clearCookies();
    const first = await press(page, 'Approve');
    const asked = await textOf(page);
    await context.clearCookies();
    const still = await approvalOf(runId);
    const status = await press(page, 'Yes: approve');

    expect(first).toBe(200);
    expect(asked).toContain('Your browser keeps no cookies for this page, so press once more.');
    expect(still.status).toBe('pending');
    expect(status).toBe(200);
    expect(await approvalOf(runId)).toMatchObject({ status: 'approved', decision: { by: ANN } });
  });
});

describe('what was tampered with', () => {
  it('E4: decides nothing by a token, a nonce or a cookie that is not the one that was given', async () => {
    const link = await refundLink('tampered');
    const { page, context } = await inbox.open(link);
    const changed = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;

    const answer = await page.goto(changed(link, link.lastIndexOf('/') + 9));
    const unknown = await textOf(page);
    await page.goto(link);
    await page.evaluate(`for (const field of document.querySelectorAll('[name=nonce]'))
      field.value = field.value.slice(0, -1) + (field.value.endsWith('A') ? 'B' : 'A')`);
    const byNonce = await press(page, 'Approve');
    const told = await textOf(page);
    await context.addCookies(
      (await context.cookies(link)).map((cookie) => ({ ...cookie, value: changed(cookie.value, 3) })),
    );
    const byCookie = await press(page, 'Approve');
    const after = await approvalOf('tampered');

    expect(answer?.status()).toBe(404);
    expect(unknown).toContain('This link opens nothing');
    expect([byNonce, byCookie]).toEqual([403, 403]);
    expect(told).toContain('Nothing is decided yet.');
    expect(after.status).toBe('pending');
    expect(after.history).toHaveLength(1);
    expect(await press(page, 'Approve')).toBe(200); // the page that was shown again is good
  });
});

describe('how the pages look', () => {
  it.each(['light', 'dark'] as const)('leaves axe nothing to find, and fits on a phone: %s', async (theme) => {
    const link = await refundLink(`looks-${theme}`);
    const { page, context } = await inbox.open(link, { theme, width: 390 });
    const found: string[] = [];
    const look = async (name: string) => {
      for (const one of await axeFindings(page)) found.push(`${name}: ${one}`);
      if ((await overflow(page)) > 0) found.push(`${name}: wider than the window`);
    };

    await look('open');
    await page.getByText('Change it first').click();
    await look('changing');
    await page.getByLabel('Reason').fill(' ');
    await press(page, 'Reject');
    await look('refused');
    await context.clearCookies();
    await press(page, 'Approve');
    await look('once more');
    await press(page, 'Yes: approve');
    await look('decided');
    await page.goto(link);
    await look('over');
    await page.goto(`${link}x`);
    await look('unknown');

    expect(found).toEqual([]);
  });
});
