/** What an act on an approval begins with, what becomes of what was typed for it, and what it is offered for. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings } from './browser.ts';
import { openLocalInbox } from './local-inbox.ts';

const [ALICE, BOB] = ['alice@example.com', 'bob@example.com'];

const inbox = openLocalInbox({
  groups: { finance: [ALICE, BOB, 'carol@example.com'], manager: ['mia@example.com'] },
  workflows: 'test/browser/asking-workflows.ts',
});

const refund = (runId: string) => inbox.start('refund', { orderId: `of-${runId}`, amount: 40 }, runId);
const refundOf = (runId: string) => `/approvals/${runId}/approve%3Arefund`;
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const send = (page: Page, name: string) => page.locator('.act').getByRole('button', { name, exact: true }).click();
const isDecision = (address: URL) => address.pathname.endsWith('/decision');
const decideElsewhere = (runId: string, actorId: string, body: object) =>
  inbox.local.request('POST', `/approvals/${runId}/approve:refund/decision`, { ...body, actorId });

/** Sees whether the page ever says that something was not sent, however shortly. */
const watchForUnsent = (page: Page) =>
  page.evaluate(`new MutationObserver(() => {
    if (document.querySelector('[aria-label="Not sent"]')) window.saidUnsent = true;
  }).observe(document.body, { subtree: true, childList: true })`);

/** What the page has kept of what was typed, and whether it ever said that it was not sent. */
const remains = (page: Page) =>
  page.evaluate(`({ said: window.saidUnsent === true,
    kept: Object.keys(sessionStorage).filter((key) => key.startsWith('countersign.draft.')) })`);

const NOTHING = { said: false, kept: [] };

describe('what was typed and sent', () => {
  it('is said to be done and is forgotten: a comment on an approval, a reason, an edit, a reason to cancel', async () => {
    const acts: { runId: string; says: string; act(page: Page): Promise<void> }[] = [
      {
        ...{ runId: 'sent-1', says: 'Approved: Refund 40 for of-sent-1' },
        async act(page) {
          await press(page, 'Approve');
          await page.getByLabel('Comment').fill('Looks right.');
          await send(page, 'Yes, approve');
        },
      },
      {
        ...{ runId: 'sent-2', says: 'Rejected: Refund 40 for of-sent-2' },
        async act(page) {
          await press(page, 'Reject');
          await page.getByLabel('Reason').fill('Paid in May.');
          await send(page, 'Reject');
        },
      },
      {
        ...{ runId: 'sent-3', says: 'Approved with changes: Refund 40 for of-sent-3' },
        async act(page) {
          await press(page, 'Edit');
          await page.getByLabel('Amount').fill('35');
          await send(page, 'Show the changes');
          await page.getByLabel('Comment').fill('Less the fee.');
          await send(page, 'Approve with these changes');
        },
      },
      {
        ...{ runId: 'sent-4', says: 'Cancelled: Refund 40 for of-sent-4' },
        async act(page) {
          await press(page, 'Cancel approval');
          await page.getByLabel('Reason').fill('Asked twice.');
          await send(page, 'Cancel the approval');
        },
      },
    ];
    for (const { runId, says, act } of acts) {
      await refund(runId);
      const { page } = await inbox.visit({ as: ALICE, at: refundOf(runId) });
      await watchForUnsent(page);

      await act(page);
      await page.getByRole('status').getByText(says).waitFor();
      await page.getByLabel('How it ended').waitFor();

      expect([runId, await remains(page)]).toEqual([runId, NOTHING]);
    }
  });

  it('is not called unsent while its answer is under way, although the stream was faster', async () => {
    await refund('slow-1');
    const { page } = await inbox.visit({ as: ALICE, at: refundOf('slow-1') });
    await watchForUnsent(page);
    const verdict = page.getByLabel('How it ended').getByText('Paid in May.');
    await page.route(isDecision, async (route) => {
      const response = await route.fetch();
      await verdict.waitFor();
      await page.waitForTimeout(300);
      await route.fulfill({ response });
    });

    await press(page, 'Reject');
    await page.getByLabel('Reason').fill('Paid in May.');
    await send(page, 'Reject');
    await page.getByRole('status').getByText('Rejected: Refund 40').waitFor();

    expect(await remains(page)).toEqual(NOTHING);
  });

  it('is sent once, by whoever tries to leave the form while it is under way', async () => {
    await refund('slow-3');
    const { page } = await inbox.visit({ as: ALICE, at: refundOf('slow-3') });
    let answer = () => {};
    const answers = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/\/comment$/, async (route) => {
      await answers;
      await route.continue();
    });

    await press(page, 'Comment');
    await page.getByRole('textbox', { name: 'Comment' }).fill('Said once.');
    await send(page, 'Send comment');
    const sending = page.locator('.act').getByRole('button', { name: 'Sending …' });
    await sending.waitFor();
    for (const key of ['Escape', 'Escape', 'c']) await page.keyboard.press(key);
    const mayLeave = await page.locator('.act').getByRole('button', { name: 'Back' }).isEnabled();
    await sending.waitFor();
    answer();
    await page.getByRole('status').getByText('Your comment stands in the history.').waitFor();
    await page.locator('.act').waitFor({ state: 'detached' });

    expect(mayLeave).toBe(false);
    expect(await remains(page)).toMatchObject({ kept: [] });
  });

  it('is not called unsent where it arrived, and its answer did not', async () => {
    await refund('slow-2');
    const { page } = await inbox.visit({ as: ALICE, at: refundOf('slow-2') });
    await watchForUnsent(page);
    const verdict = page.getByLabel('How it ended').getByText('Paid in May.');
    const lost = new Promise((resolve) => {
      void page.route(isDecision, async (route) => {
        await route.fetch();
        await verdict.waitFor();
        await route.abort();
        resolve(undefined);
      });
    });

    await press(page, 'Reject');
    await page.getByLabel('Reason').fill('Paid in May.');
    await send(page, 'Reject');
    await lost;
    await page.waitForTimeout(500);

    expect(await remains(page)).toMatchObject({ said: false });
  });

  it('does not come back in the next form after a vote and after an approval was handed on', async () => {
    await inbox.start('payment', { to: 'ACME', amount: 900 }, 'vote-1');
    await refund('hand-1');
    const vote = await inbox.visit({ as: ALICE, at: '/approvals/vote-1/approve%3Apayment' });
    const hand = await inbox.visit({ as: ALICE, at: refundOf('hand-1') });

    await press(vote.page, 'Approve');
    await vote.page.getByLabel('Comment').fill('Matches the invoice.');
    await send(vote.page, 'Yes, give my approval');
    await vote.page.getByText('Your vote counts: 1 of 2 approvals.').waitFor();
    await press(vote.page, 'Withdraw my vote');
    await vote.page.getByLabel('Reason').fill('Wrong year.');
    await send(vote.page, 'Withdraw my vote');
    await vote.page.getByText('Your vote no longer counts.').waitFor();
    await vote.page.getByRole('form', { name: 'Take your vote back?' }).waitFor({ state: 'detached' });
    const begunAlone = await vote.page.locator('.act').count();
    await press(vote.page, 'Approve');
    const comment = await vote.page.getByLabel('Comment').inputValue();
    await press(hand.page, 'Reassign');
    await hand.page.getByRole('textbox', { name: 'To (required)' }).fill('audit, finance');
    await hand.page.getByLabel('Reason').fill('Over my limit.');
    await send(hand.page, 'Hand it on');
    await hand.page.getByText('Handed on to audit, finance.').waitFor();
    await hand.page.locator('.act').waitFor({ state: 'detached' });
    await press(hand.page, 'Reject');
    const reason = await hand.page.getByLabel('Reason').inputValue();

    expect({ begunAlone, comment, reason }).toEqual({ begunAlone: 0, comment: '', reason: '' });
    expect([await remains(vote.page), await remains(hand.page)]).toEqual([NOTHING, NOTHING]);
  });

  it('holds nothing of a form that was left: a comment begun for a yes is not sent with a no', async () => {
    await refund('other-1');
    const { page } = await inbox.visit({ as: ALICE, at: refundOf('other-1') });

    await press(page, 'Approve');
    await page.getByLabel('Comment').fill('Looks right.');
    await send(page, 'Back');
    await press(page, 'Reject');
    await page.getByLabel('Reason').fill('It does not.');
    await send(page, 'Reject');
    await page.getByLabel('Not sent').getByText('Looks right.').waitFor();
    await press(page, 'Throw it away');

    await page.getByLabel('Not sent').waitFor({ state: 'detached' });
    const { body } = await inbox.local.request('GET', '/approvals/other-1/approve:refund');
    expect(body).toMatchObject({ status: 'rejected', decision: { reason: 'It does not.' } });
    expect(JSON.stringify(body)).not.toContain('Looks right.');
  });
});

describe('what was typed and not sent', () => {
  it('A5: stands there once somebody else was faster, also where one’s own was under way', async () => {
    await refund('late-1');
    const { page } = await inbox.visit({ as: BOB, at: refundOf('late-1') });
    await page.route(isDecision, async (route) => {
      await decideElsewhere('late-1', ALICE, { action: 'approve' });
      await page.getByLabel('How it ended').getByText(ALICE).waitFor();
      await route.continue();
    });

    await press(page, 'Edit');
    await page.getByLabel('Amount').fill('35');
    await send(page, 'Show the changes');
    await page.getByLabel('Comment').fill('Less the fee.');
    await send(page, 'Approve with these changes');

    const unsent = page.getByLabel('Not sent');
    await unsent.getByText('Less the fee.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await unsent.getByText('Amount').count()).toBe(1);
    expect(await unsent.getByText('35').count()).toBe(1);
  });

  it('stays in its form where the request fails', async () => {
    await refund('fails-1');
    const { page } = await inbox.visit({ as: ALICE, at: refundOf('fails-1') });
    await page.route(isDecision, (route) => route.fulfill({ status: 500, body: '{}' }));

    await press(page, 'Reject');
    await page.getByLabel('Reason').fill('Paid in May.');
    await send(page, 'Reject');
    await page.locator('.act').getByRole('alert').getByRole('paragraph').first().waitFor();
    await page.reload();
    await press(page, 'Reject');

    expect(await page.getByLabel('Reason').inputValue()).toBe('Paid in May.');
  });
});

describe('delegations', () => {
  it('are said to be revoked to whoever has gone on by then', async () => {
    const delegation = { to: BOB, until: '3d' };
    await inbox.local.request('POST', '/delegations', delegation, { 'x-countersign-actor': ALICE });
    const { page } = await inbox.visit({ as: ALICE, at: '/delegations' });
    await page.route(/delegations\/./, async (route) => {
      const response = await route.fetch();
      await page.evaluate('location.hash = "/runs"');
      await page.getByRole('heading', { name: 'Runs' }).waitFor();
      await route.fulfill({ response });
    });

    await press(page, `Revoke what ${BOB} was given …`);
    await press(page, 'Yes, revoke');

    await page.getByText(`${BOB} no longer stands in for you.`).waitFor();
  });
});

describe('an edit', () => {
  it('is offered where something is proposed, and the keys offer no other', async () => {
    for (const workflow of ['note', 'budget', 'visit']) await inbox.start(workflow, { what: 'May' }, `${workflow}-1`);
    const offers: Record<string, string[]> = {};
    for (const [name, as] of Object.entries({ note: ALICE, budget: ALICE, visit: 'mia@example.com' })) {
      const { page } = await inbox.visit({ as, at: `/approvals/${name}-1/approve%3A${name}` });
      await page.getByRole('button', { name: 'Reject', exact: true }).waitFor();
      offers[name] = await page.locator('.decide .buttons').first().getByRole('button').allInnerTexts();
      if (name !== 'note') {
        await page.keyboard.press('e');
        await page.waitForTimeout(200);
        expect(await page.locator('.act').count()).toBe(0);
      }
    }

    expect(offers).toEqual({
      note: ['Approve', 'Edit', 'Reject'],
      budget: ['Approve', 'Reject'],
      visit: ['Approve', 'Reject'],
    });
  });

  it('of JSON says what is wrong while somebody types, and that nothing is changed', async () => {
    await inbox.start('note', { what: 'June' }, 'note-2');
    const { page } = await inbox.visit({ as: ALICE, at: '/approvals/note-2/approve%3Anote' });

    await press(page, 'Edit');
    await send(page, 'Show the changes');
    await page.getByRole('alert').getByText('Nothing is changed yet.').waitFor();
    const field = page.getByLabel('Value, as JSON');
    await field.fill('{bad');
    const fault = page.getByRole('alert').getByText('This is not JSON yet');
    await fault.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const described = await page.evaluate(
      'document.getElementById(document.activeElement.getAttribute("aria-describedby")).innerText',
    );
    const invalid = await field.getAttribute('aria-invalid');
    await field.fill('{"text": "July"}');
    await fault.waitFor({ state: 'detached' });
    await send(page, 'Show the changes');
    await send(page, 'Approve with these changes');
    await page.getByText('Approved with changes: Note on June').waitFor();

    expect({ described, invalid }).toEqual({ described: expect.stringContaining('not JSON yet'), invalid: 'true' });
  });

  it('that asks for a value begins in its field, and leaves nothing behind once it is sent', async () => {
    await inbox.start('budget', { what: 'July' }, 'budget-2');
    const { page } = await inbox.visit({ as: ALICE, at: '/approvals/budget-2/approve%3Abudget' });
    await watchForUnsent(page);
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();

    await page.keyboard.press('a');
    await page.locator('.act input').waitFor();
    await page.keyboard.type('700');
    await page.keyboard.press('Enter');
    await page.getByText('Approved: Budget of July').waitFor();

    const { body } = await inbox.local.request('GET', '/approvals/budget-2/approve:budget');
    expect(body).toMatchObject({ decision: { value: { amount: 700 } } });
    expect(await remains(page)).toEqual(NOTHING);
  });
});

describe('deciding on several', () => {
  it('leaves out, with the reason, what one may not decide and what asks for a value', async () => {
    await refund('many-1');
    await inbox.start('visit', { what: 'many' }, 'many-2');
    await inbox.start('budget', { what: 'many' }, 'many-3');
    const { page } = await inbox.visit({ as: ALICE });
    for (const title of ['Refund 40 for of-many-1', 'Visit of many', 'Budget of many'])
      await page.getByLabel(`Choose ${title}`).check();

    await press(page, 'Approve 3 …');
    const dialog = page.getByRole('dialog', { name: 'Approve 1 approval?' });
    await dialog.getByText('2 are left out').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const left = await dialog.getByRole('status').getByRole('listitem').allInnerTexts();
    await dialog.getByRole('button', { name: 'Approve 1', exact: true }).click();
    await page.getByRole('dialog', { name: 'What became of each' }).getByText('1 of 1 done.').waitFor();
    await press(page, 'Close');
    await page.getByText('2 chosen').waitFor();

    expect(left.sort()).toEqual([
      'Budget of many: It asks for a value: open it to approve it.',
      `Visit of many: ${ALICE} may not decide this; it is for manager.`,
    ]);
    const { body } = await inbox.local.request('GET', '/approvals/many-2/approve:visit');
    expect(body.status).toBe('pending');
  });

  it('says what was done to whoever has closed it before the answer came, and would be heard to say what is left out', async () => {
    await refund('many-4');
    const { page } = await inbox.visit({ as: ALICE });
    await page.getByLabel('Choose Refund 40 for of-many-4').check();
    let answer = () => {};
    const answers = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/decisions', async (route) => {
      await answers;
      await route.continue();
    });

    await press(page, 'Approve 1 …');
    const heard = await page.getByRole('dialog').getByRole('status').count();
    await press(page, 'Approve 1');
    await page.getByRole('button', { name: 'Sending …' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    answer();

    await page.getByRole('status').getByText('1 of 1 done.').waitFor();

    expect(heard).toBe(1);
  });
});
