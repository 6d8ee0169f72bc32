/** What people do in the inbox, in a real browser: start, decide, edit, decide on several, and meet each other there. */
import { describe, expect, it } from 'vitest';
import { openLocalInbox } from './local-inbox.ts';

const inbox = openLocalInbox();

const refund = (runId: string) => inbox.start('refund', { orderId: `of-${runId}`, amount: 40 }, runId);
const place = (runId: string) => `/approvals/${runId}/approve%3Arefund`;

describe('signing in on one’s own machine', () => {
  it('asks who somebody is, keeps it, and decides under that name', async () => {
    await refund('named-1');
    const { page } = await inbox.visit({ at: place('named-1') });

    await page.getByLabel('Somebody else').fill('frank');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Write an e-mail address').waitFor();
    await page.getByLabel('Somebody else').fill('Frank@Example.com');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: 'Yes, approve' }).click();
    await page.getByLabel('How it ended').getByText('frank@example.com').waitFor();
    await page.reload();

    await page.getByText('You are frank@example.com').waitFor();
    const { body } = await inbox.local.request('GET', '/approvals/named-1/approve:refund');
    expect(body).toMatchObject({ status: 'approved', decision: { by: 'frank@example.com' } });
  });
});

describe('starting and deciding', () => {
  it('starts a demo run from the page, whose approval then stands in the inbox', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/start' });

    await page.getByLabel('Expense').check();
    const begun = await page.getByLabel('Requested by').inputValue();
    await page.getByLabel('Expense id').fill('expense-of-the-page');
    await page.getByRole('button', { name: 'Start Expense' }).click();
    await page.getByRole('link', { name: /Expense expense-of-the-page/ }).click();

    await page.getByRole('heading', { name: /Expense expense-of-the-page: 20000/ }).waitFor();
    expect(begun).toBe('alice@example.com');
  });

  it('refuses to start with an input that does not fit, and names the field', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/start' });

    await page.getByLabel('Amount').fill('');
    await page.getByRole('button', { name: 'Start Refund' }).click();

    await page.getByText('is required').waitFor();
    expect(await page.getByRole('link', { name: /^run/ }).count()).toBe(0);
  });

  it('approves after one more press, and takes the approval out of the list', async () => {
    await refund('yes-1');
    const { page } = await inbox.visit({ as: 'alice@example.com' });

    await page.getByRole('link', { name: /of-yes-1/ }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    const { body: before } = await inbox.local.request('GET', '/approvals/yes-1/approve:refund');
    await page.getByLabel('Comment').fill('Looks right.');
    await page.getByRole('button', { name: 'Yes, approve' }).click();
    await page.getByText('Approved: Refund 40 for of-yes-1').waitFor();
    await page.getByLabel('How it ended').getByText('alice@example.com').waitFor();
    await page.getByRole('link', { name: /of-yes-1/ }).waitFor({ state: 'detached' });
    expect(await page.getByText('Not sent').count()).toBe(0);

    const { body } = await inbox.local.request('GET', '/approvals/yes-1/approve:refund');
    expect(before.status).toBe('pending');
    expect(body).toMatchObject({ status: 'approved', decision: { by: 'alice@example.com', value: { amount: 40 } } });
  });

  it('wants a reason to reject, and keeps it while somebody looks elsewhere', async () => {
    await refund('no-1');
    const { page } = await inbox.visit({ as: 'alice@example.com', at: place('no-1') });

    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByText('Say why').waitFor();
    await page.getByLabel('Reason').fill('Paid back in May.');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.goBack();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    const kept = await page.getByLabel('Reason').inputValue();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByLabel('How it ended').getByText('Paid back in May.').waitFor();
    await page.getByText('Rejected: Refund 40 for of-no-1').waitFor();
    expect(await page.getByText('Not sent').count()).toBe(0);

    const { body } = await inbox.local.request('GET', '/approvals/no-1/approve:refund');
    expect(kept).toBe('Paid back in May.');
    expect(body).toMatchObject({ status: 'rejected', decision: { reason: 'Paid back in May.' } });
  });

  it('shows what an edit changes before it is sent, and refuses a value that does not fit', async () => {
    await refund('edit-1');
    const { page } = await inbox.visit({ as: 'alice@example.com', at: place('edit-1') });

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const amount = page.getByLabel('Amount');
    const proposed = await amount.inputValue();
    await amount.fill('41');
    await page.getByRole('button', { name: 'Show the changes' }).click();
    await page.getByText('41 is greater than 40').waitFor();
    await amount.fill('35');
    await page.getByRole('button', { name: 'Show the changes' }).click();
    const changes = await page.locator('.act .changes').innerText();
    await page.getByRole('button', { name: 'Approve with these changes' }).click();
    await page.getByLabel('How it ended').getByText('Approved with changes').waitFor();
    await page.getByText('Approved with changes: Refund 40 for of-edit-1').waitFor();
    expect(await page.getByText('Not sent').count()).toBe(0);

    const { body } = await inbox.local.request('GET', '/approvals/edit-1/approve:refund');
    expect(proposed).toBe('40');
    expect(changes.replace(/\s+/g, ' ')).toContain('amount from 40 → to 35');
    expect(body).toMatchObject({
      status: 'edited',
      decision: { value: { amount: 35 }, originalValue: { amount: 40 } },
    });
  });

  it('counts votes, says how many are needed, and lets a vote be taken back', async () => {
    await inbox.start('payment', { to: 'ACME', amount: 900 }, 'pay-1');
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/approvals/pay-1/approve%3Apayment' });

    await page.getByText('0 of 2 approvals, 2 more needed').waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: 'Yes, give my approval' }).click();
    await page.getByText('1 of 2 approvals, 1 more needed').waitFor();
    await page.getByRole('button', { name: 'Withdraw my vote' }).click();
    await page.getByRole('button', { name: 'Withdraw my vote' }).click();

    await page.getByText('0 of 2 approvals, 2 more needed').waitFor();
    await page.getByText('took the vote back').waitFor();
  });

  it('comments and reassigns, and says why somebody is asked', async () => {
    await refund('talk-1');
    const { page } = await inbox.visit({ as: 'alice@example.com', at: place('talk-1') });

    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByLabel('Comment', { exact: false }).last().fill('Which order was this?');
    await page.getByRole('button', { name: 'Send comment' }).click();
    await page.locator('.history').getByText('Which order was this?').waitFor();
    await page.getByRole('button', { name: 'Reassign', exact: true }).click();
    await page.getByRole('textbox', { name: 'To (required)' }).fill('audit, carol@example.com');
    await page.getByLabel('Reason').fill('Over my limit.');
    await page.getByRole('button', { name: 'Hand it on' }).click();

    await page.getByText('handed it from finance to audit, carol@example.com').waitFor();
    await page.getByText('On this machine everybody counts as asked.').waitFor();
  });
});

describe('deciding on several', () => {
  it('decides three at once after their titles were shown, says what became of each, and keeps what failed chosen', async () => {
    for (const runId of ['bulk-1', 'bulk-2', 'bulk-3']) await refund(runId);
    const { page } = await inbox.visit({ as: 'alice@example.com' });

    await page.getByLabel('Search in the inbox').fill('of-bulk');
    for (const runId of ['bulk-1', 'bulk-2', 'bulk-3'])
      await page.getByLabel(`Choose Refund 40 for of-${runId}`).check();
    await page.getByRole('button', { name: 'Approve 3 …' }).click();
    const titles = await page.getByRole('dialog').getByRole('listitem').allInnerTexts();
    await inbox.local.request('POST', '/approvals/bulk-2/approve:refund/reassign', {
      to: 'audit',
      reason: 'Not for all.',
      actorId: 'bob@example.com',
    });
    await inbox.local.request('POST', '/approvals/bulk-2/approve:refund/decision', {
      action: 'reject',
      reason: 'Mine.',
      actorId: 'bob@example.com',
    });
    await page.getByRole('button', { name: 'Approve 3', exact: true }).click();
    await page.getByText('What became of each').waitFor();
    const lines = await page.getByRole('dialog').getByRole('listitem').allInnerTexts();

    expect(titles).toHaveLength(3);
    expect(lines.filter((line) => line.endsWith('approved'))).toHaveLength(2);
    expect(lines.find((line) => line.includes('of-bulk-2'))).toMatch(/not done\. Already rejected by bob@example\.com/);
  });
});

describe('two browsers', () => {
  it('updates the one by itself when the other decides, and keeps what was typed there', async () => {
    await refund('two-1');
    const alice = await inbox.visit({ as: 'alice@example.com', at: place('two-1') });
    const bob = await inbox.visit({ as: 'bob@example.com', at: place('two-1') });

    await bob.page.getByRole('button', { name: 'Reject', exact: true }).click();
    await bob.page.getByLabel('Reason').fill('I was about to say no.');
    await alice.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await alice.page.getByRole('button', { name: 'Yes, approve' }).click();
    await bob.page.getByLabel('How it ended').getByText('alice@example.com').waitFor();

    expect(await bob.page.getByRole('button', { name: 'Reject', exact: true }).count()).toBe(0);
    await bob.page.getByLabel('Not sent').getByText('I was about to say no.').waitFor();
    await bob.page.getByRole('link', { name: /of-two-1/ }).waitFor({ state: 'detached' });
  });

  it('A5: tells who comes second who was first, and what they decided', async () => {
    await refund('two-2');
    const bob = await inbox.visit({ as: 'bob@example.com', at: place('two-2') });

    await bob.page.getByRole('button', { name: 'Reject', exact: true }).click();
    await bob.page.getByLabel('Reason').fill('No.');
    // Bob's browser hears of nothing from here on, as over a bad connection.
    await bob.page.route('**/*', (route) => (route.request().method() === 'POST' ? route.continue() : route.abort()));
    await bob.page.evaluate('WebSocket.prototype.send = () => {}');
    await inbox.local.request('POST', '/approvals/two-2/approve:refund/decision', {
      action: 'approve',
      actorId: 'alice@example.com',
    });
    await bob.page.getByRole('form').getByRole('button', { name: 'Reject', exact: true }).click();

    await bob.page
      .getByText(/Already approved by alice@example\.com/)
      .first()
      .waitFor();
    const { body } = await inbox.local.request('GET', '/approvals/two-2/approve:refund');
    expect(body.status).toBe('approved');
  });
});

describe('a connection that is lost', () => {
  it('says so, goes on by itself once the system is back, and loses nothing that was typed', async () => {
    await refund('lost-1');
    const { page } = await inbox.visit({ as: 'alice@example.com', at: place('lost-1') });

    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByLabel('Reason').fill('Written before the lights went out.');
    await inbox.kill();
    await page.getByRole('form').getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByText('The system does not answer.').waitFor();
    await page.getByText(/next try in/).waitFor();
    await inbox.restart();
    await page.getByText('The system does not answer.').waitFor({ state: 'detached', timeout: 30_000 });
    await page.getByRole('form').getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByLabel('How it ended').getByText('Written before the lights went out.').waitFor();

    await refund('lost-2');
    await page.getByRole('link', { name: /of-lost-2/ }).waitFor({ timeout: 30_000 });
  });
});
