/** The cards of `countersign/react` on a page of somebody's own, in a real browser, over the real stream. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, overflow, type VisitOptions } from './browser.ts';
import { type CardSite, openCardSite } from './card-site.ts';
import { openLocalInbox } from './local-inbox.ts';

const [ANN, BOB] = ['ann@example.com', 'bob@example.com'];
const inbox = openLocalInbox({ workflows: 'test/browser/form-workflows.ts' });
let site: CardSite;

beforeAll(async () => {
  site = await openCardSite(inbox.local.url);
});
afterEach(() => {
  site.release();
  site.mend();
});
afterAll(() => site.stop());

const refund = (runId: string) => inbox.start('refund', { orderId: `of-${runId}`, amount: 40 }, runId);
const nameOf = (runId: string) => `${runId}/approve:refund`;
const approvalOf = async (runId: string) => (await inbox.local.request('GET', `/approvals/${nameOf(runId)}`)).body;
const decide = (runId: string, body: object) =>
  inbox.local.request('POST', `/approvals/${nameOf(runId)}/decision`, { actorId: BOB, ...body });

interface CardOptions extends VisitOptions {
  own?: string[];
  inbox?: string;
}

async function open(as: string, approvals: string[], options: CardOptions = {}): Promise<Page> {
  const { page } = await inbox.open(site.page(as, approvals, options.own, options.inbox), options);
  return page;
}

const cardOf = (page: Page, title: string) => page.getByRole('region', { name: title });

describe('a card on a page', () => {
  it('shows the approval that it was given last, also where the one before is answered late', async () => {
    for (const runId of ['card-before', 'card-after']) await refund(runId);
    site.cut();
    const page = await open(ANN, []);
    let answer = () => {};
    const answers = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/approvals/card-before/*', async (route) => {
      await answers;
      await route.continue();
    });
    const card = page.getByLabel('The one that is chosen');

    const asked = page.waitForRequest('**/approvals/card-before/*');
    await page.evaluate(`location.hash = '${nameOf('card-before')}'`);
    await asked;
    await page.evaluate(`location.hash = '${nameOf('card-after')}'`);
    await card.getByRole('heading', { name: 'Refund 40 for of-card-after' }).waitFor();
    site.mend();
    await card.getByText('Not connected').waitFor({ state: 'detached' });
    const answered = page.waitForResponse('**/approvals/card-before/*');
    answer();
    await answered;
    await page.waitForTimeout(300);

    expect(await card.getByRole('heading').first().innerText()).toBe('Refund 40 for of-card-after');
  });

  it('keeps its connection while the page around it is drawn anew', async () => {
    await refund('card-drawn');
    const page = await open(ANN, [nameOf('card-drawn')]);
    const card = cardOf(page, 'Refund 40 for of-card-drawn');
    await card.getByRole('button', { name: 'Approve' }).waitFor();
    const opened: string[] = [];
    page.on('websocket', (socket) => opened.push(socket.url()));

    for (let times = 0; times < 2; times++) {
      await page.evaluate('dispatchEvent(new Event("hashchange"))');
      await page.waitForTimeout(500);
    }
    await card.getByRole('button', { name: 'Approve' }).click();
    await card.getByText(/^Approved by ann@example\.com at /).waitFor();

    expect(opened).toEqual([]);
  });

  it('E6: shows the pending args, and approves them', async () => {
    await inbox.start('email', { to: 'customer@example.org', about: 'order-7' }, 'card-email');
    await refund('card-beside');
    const page = await open(ANN, ['card-email/email-approval', nameOf('card-beside')]);

    const card = cardOf(page, 'Send email to customer@example.org');
    const args = await card.locator('pre').first().innerText();
    await card.getByRole('button', { name: 'Approve' }).click();
    await card.getByText(/^Approved by ann@example\.com at /).waitFor();

    expect(args).toContain('"subject": "About order-7"');
    expect(args).toContain('"to": "customer@example.org"');
    const { body } = await inbox.local.request('GET', '/approvals/card-email/email-approval');
    expect(body).toMatchObject({ status: 'approved', decision: { by: ANN } });
    await cardOf(page, 'Refund 40 for of-card-beside').getByText('Waits for a decision').waitFor();
  });

  it('E6: wants a reason to reject, which the browser asks for', async () => {
    await refund('card-no');
    const page = await open(ANN, [nameOf('card-no')]);

    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('button', { name: 'Reject' }).click();
    const isAsked = await page.evaluate('document.activeElement.validity.valueMissing');
    const still = await approvalOf('card-no');
    await page.getByLabel('Why do you reject this?').fill('Paid in May.');
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText(/^Rejected by ann@example\.com at .*: Paid in May\.$/).waitFor();

    expect(isAsked).toBe(true);
    expect(still.status).toBe('pending');
    expect(await approvalOf('card-no')).toMatchObject({ status: 'rejected', decision: { reason: 'Paid in May.' } });
  });

  it('E6: keeps up on two pages: what the one decides, the other and a card of one’s own show by themselves', async () => {
    await refund('card-two');
    const ann = await open(ANN, [nameOf('card-two')]);
    const bob = await open(BOB, [nameOf('card-two')], { own: [nameOf('card-two')] });

    const own = bob.getByRole('region', { name: 'A card of one’s own' });
    await own.getByRole('heading', { name: 'Approval Needed' }).waitFor();
    await bob.getByText('Waits for a decision').waitFor();
    await ann.getByRole('button', { name: 'Approve' }).click();

    await bob.getByText(/^Approved by ann@example\.com at /).waitFor();
    await own.getByText('Status: approved').waitFor();
    expect(await bob.getByRole('button').count()).toBe(0);
  });

  it('E6: decides from a card that is written by the hooks alone', async () => {
    await refund('card-own');
    const page = await open(ANN, [], { own: [nameOf('card-own')] });

    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Status: rejected').waitFor();

    expect(await approvalOf('card-own')).toMatchObject({
      status: 'rejected',
      decision: { by: ANN, reason: 'User rejected' },
    });
  });
});

describe('a card that cannot be decided on', () => {
  it('says why of a key alone under which nothing was asked, or under which several wait, and no more than that', async () => {
    await inbox.start('email', { to: 'customer@example.org', about: 'one' }, 'card-many-1');
    await inbox.start('email', { to: 'customer@example.org', about: 'two' }, 'card-many-2');
    const page = await open(ANN, ['approve:nokey', 'email-approval']);

    const [unknown, several] = [cardOf(page, 'Approval approve:nokey'), cardOf(page, 'Approval email-approval')];
    await unknown.getByText('Nothing was ever asked under the key "approve:nokey".').waitFor();
    await several.getByText(/^Several runs wait under the key “email-approval”: .*card-many-1/).waitFor();

    expect(await several.getByRole('alert').innerText()).toContain('card-many-2');
    for (const card of [unknown, several]) {
      expect(await card.getByRole('status').allInnerTexts()).toEqual(['Could not be read', '']);
      expect(await card.getByRole('button').count()).toBe(0);
    }
    expect(await axeFindings(page)).toEqual([]);
  });

  it('shows by a key alone what waits under it once, and decides it', async () => {
    await inbox.start('delivery', { proposes: true }, 'card-once');
    const page = await open(ANN, ['approve:delivery']);

    await page.getByRole('button', { name: 'Approve' }).click();

    await page.getByText(/^Approved by ann@example\.com at /).waitFor();
  });

  it('offers no Approve where that takes a value that nobody proposes, but the way to where it is given', async () => {
    await inbox.start('delivery', { proposes: false }, 'card-value');
    const name = 'card-value/approve:delivery';
    const linked = await open(ANN, [name], { inbox: inbox.local.url });
    const plain = await open(ANN, [name]);

    const link = linked.getByRole('link', { name: 'Give it in the inbox' });
    const address = await link.getAttribute('href');
    const found = await axeFindings(linked);
    await plain.getByText('which is not asked for here. Give it in the inbox, or by the link in the message').waitFor();

    expect(address).toBe(`${inbox.local.url}/#/approvals/card-value/approve%3Adelivery`);
    for (const page of [linked, plain]) {
      expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Reject' }).count()).toBe(1);
    }
    expect(found).toEqual([]);
  });
});

describe('a card that is out of date', () => {
  it('A5, E6: tells who presses too late who decided what, and changes nothing', async () => {
    await refund('card-late');
    const page = await open(ANN, [nameOf('card-late')]);
    await page.getByRole('button', { name: 'Approve' }).waitFor();

    site.hold();
    await decide('card-late', { action: 'reject', reason: 'Mine.' });
    const [answer] = await Promise.all([
      page.waitForResponse(
        (response) => response.request().method() === 'POST' && response.url().includes('/decision'),
      ),
      page.getByRole('button', { name: 'Approve' }).click(),
    ]);
    await page.getByText(/^bob@example\.com rejected this at .* \(Mine\.\); nothing was changed\.$/).waitFor();
    const buttons = await page.getByRole('button').count();
    site.release();
    await page.getByText(/^Rejected by bob@example\.com at .*: Mine\.$/).waitFor();

    expect(answer.status()).toBe(409);
    expect(buttons).toBe(0);
    expect(await approvalOf('card-late')).toMatchObject({ status: 'rejected', decision: { by: BOB } });
  });

  it('E6: says that it is not connected, and shows what it missed once it is again', async () => {
    await refund('card-cut');
    const page = await open(ANN, [nameOf('card-cut')]);
    await page.getByRole('button', { name: 'Approve' }).waitFor();

    site.cut();
    await page.getByText('Not connected: what you see may be out of date.').waitFor();
    await decide('card-cut', { action: 'approve' });
    const stale = await page.getByRole('button', { name: 'Approve' }).count();
    site.mend();

    await page.getByText(/^Approved by bob@example\.com at /).waitFor({ timeout: 30_000 });
    await page.getByText('Not connected').waitFor({ state: 'detached' });
    expect(stale).toBe(1);
  });

  it('E6: shows the fresh state after the system was killed and started again, and decides by it', async () => {
    await refund('card-kill');
    await refund('card-kept');
    const page = await open(ANN, [nameOf('card-kill'), nameOf('card-kept')]);
    await page.getByRole('button', { name: 'Approve' }).last().waitFor();

    await inbox.kill();
    await page.getByText('Not connected').first().waitFor();
    await inbox.restart();
    await decide('card-kill', { action: 'reject', reason: 'While you were away.' });
    await page.getByText(/^Rejected by bob@example\.com at .*: While you were away\.$/).waitFor({ timeout: 30_000 });
    const kept = cardOf(page, 'Refund 40 for of-card-kept');
    await kept.getByRole('button', { name: 'Approve' }).click();
    await kept.getByText(/^Approved by ann@example\.com at /).waitFor({ timeout: 30_000 });

    expect(await approvalOf('card-kept')).toMatchObject({ status: 'approved', decision: { by: ANN } });
  });
});

describe('how the cards look', () => {
  it.each(['light', 'dark'] as const)('leaves axe nothing to find, and fits on a phone: %s', async (theme) => {
    const runs = ['open', 'rejecting', 'late'].map((name) => `card-${theme}-${name}`);
    for (const runId of runs) await refund(runId);
    const page = await open(ANN, [...runs.map(nameOf), 'none/none'], { theme, width: 390 });
    const [, rejecting, late] = runs.map((runId) => cardOf(page, `Refund 40 for of-${runId}`));

    await rejecting?.getByRole('button', { name: 'Reject' }).click();
    await late?.getByRole('button', { name: 'Approve' }).waitFor(); // what is not told yet would be held as well
    site.hold();
    await decide(runs[2] ?? '', { action: 'reject', reason: 'Mine.' });
    await late?.getByRole('button', { name: 'Approve' }).click();
    await late?.getByText('nothing was changed').waitFor();
    await page.getByText('Could not be read').waitFor();
    const found = await axeFindings(page);
    site.release();
    await late?.getByText(/^Rejected by bob/).waitFor();

    expect([...found, ...(await axeFindings(page))]).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});
