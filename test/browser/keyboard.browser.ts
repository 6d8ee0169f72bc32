/** The inbox without a mouse. */
import { describe, expect, it } from 'vitest';
import { type LocalInbox, openLocalInbox } from './local-inbox.ts';

async function begin(inbox: LocalInbox) {
  for (const runId of ['k-1', 'k-2', 'k-3']) await inbox.start('refund', { orderId: `of-${runId}`, amount: 40 }, runId);
}

const inbox = openLocalInbox({ begin });

const place = (runId: string) => `/approvals/${runId}/approve:refund`;

const focused =
  'document.activeElement.innerText || document.activeElement.getAttribute("aria-label") || document.activeElement.tagName';
const outline = 'getComputedStyle(document.activeElement.closest("li") ?? document.activeElement).outlineStyle';

describe('the keyboard alone', () => {
  it('moves, opens, approves and rejects, and a stray key decides nothing', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com' });
    await page.getByRole('link', { name: /of-k-1/ }).waitFor();

    await page.keyboard.press('j');
    const first = await page.evaluate(focused);
    const ring = await page.evaluate(outline);
    await page.keyboard.press('j');
    const second = await page.evaluate(focused);
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Refund 40 for of-k-1' }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Yes, approve' }).waitFor();
    const typing = await page.evaluate('document.activeElement.tagName');
    const { body: afterA } = await inbox.local.request('GET', place('k-1'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByLabel('How it ended').getByText('alice@example.com').waitFor();

    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Refund 40 for of-k-2' }).waitFor();
    await page.keyboard.press('r');
    await page.getByLabel('Reason').waitFor();
    await page.keyboard.type('Just not, j and k.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByLabel('How it ended').getByText('Just not, j and k.').waitFor();

    expect(first).toContain('of-k-1');
    expect(ring).toBe('solid');
    expect(second).toContain('of-k-2');
    expect(typing).toBe('TEXTAREA');
    expect(afterA.status).toBe('pending');
    const { body } = await inbox.local.request('GET', place('k-2'));
    expect(body).toMatchObject({ status: 'rejected', decision: { reason: 'Just not, j and k.' } });
  });

  it('edits, leaves a field and then what was begun by Escape, keeps what was typed, and goes on from the button', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/approvals/k-3/approve%3Arefund' });
    const { keyboard } = page;
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();

    await keyboard.press('e');
    await page.getByRole('region', { name: 'Edit what is proposed' }).waitFor();
    const first = await page.evaluate('document.activeElement.value');
    await keyboard.press('ControlOrMeta+A');
    await keyboard.type('30');
    await keyboard.press('Enter');
    await page.getByRole('button', { name: 'Approve with these changes' }).waitFor();
    await keyboard.type('Less the fee.');
    await keyboard.press('Escape');
    const left = await page.evaluate('document.activeElement.getAttribute("aria-label")');
    const stillBegun = await page.locator('.act').count();
    await keyboard.press('Escape');
    await page.locator('.act').waitFor({ state: 'detached' });
    const closed = await page.evaluate(focused);
    await keyboard.press('Enter');
    await page.getByRole('region', { name: 'Edit what is proposed' }).waitFor();
    const kept = await page.evaluate('document.activeElement.value');
    await keyboard.press('Enter');
    await page.getByRole('button', { name: 'Approve with these changes' }).waitFor();
    const comment = await page.evaluate('document.activeElement.value');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await page.getByRole('region', { name: 'Edit what is proposed' }).waitFor();
    const back = await page.evaluate('document.activeElement.value');
    await keyboard.press('Tab');
    await keyboard.press('Escape');
    const after = await page.evaluate(focused);

    expect({ first, left, stillBegun, closed }).toEqual({
      first: '40',
      left: 'You change',
      stillBegun: 1,
      closed: 'Edit',
    });
    expect({ kept, comment, back, after }).toEqual({ kept: '30', comment: 'Less the fee.', back: '30', after: 'Edit' });
    const { body } = await inbox.local.request('GET', place('k-3'));
    expect(body.status).toBe('pending');
  });

  it('walks through the list past an act that was begun, which does not take the keys, and keeps what was typed for it', async () => {
    await inbox.start('refund', { orderId: 'of-k-4', amount: 40 }, 'k-4');
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/approvals/k-3/approve%3Arefund' });
    const { keyboard } = page;
    await page.getByRole('link', { name: /of-k-4/ }).waitFor();
    const reject = page.getByRole('button', { name: 'Reject', exact: true });
    await reject.waitFor();

    await keyboard.press('r');
    await page.getByLabel('Reason').waitFor();
    await keyboard.type('Paid in');
    await keyboard.press('Escape');
    await keyboard.press('j');
    await page.getByRole('heading', { name: 'Refund 40 for of-k-4' }).waitFor();
    await keyboard.press('k');
    await page.getByRole('heading', { name: 'Refund 40 for of-k-3' }).waitFor();
    await reject.waitFor();
    await keyboard.press('r');
    const kept = await page.getByLabel('Reason').inputValue();

    expect(kept).toBe('Paid in');
  });

  it('searches, chooses, goes places, and shows its keys', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com' });
    await page.getByRole('link', { name: /of-k-3/ }).waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('of-k-3');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 chosen').waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');

    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    const { body } = await inbox.local.request('GET', place('k-3'));
    expect(body.status).toBe('pending');
  });
});
