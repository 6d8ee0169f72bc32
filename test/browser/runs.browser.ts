/** Runs in the inbox: found, followed, operated. */
import { describe, expect, it } from 'vitest';
import { type LocalInbox, openLocalInbox } from './local-inbox.ts';

async function begin(inbox: LocalInbox) {
  await inbox.start('refund', { orderId: 'one', amount: 40 }, 'r-1');
  await inbox.start('refund', { orderId: 'two', amount: 40 }, 'r-2');
  await inbox.start('expense', { expenseId: 'three', amount: 5, requestedBy: 'dora@example.com' }, 'x-1');
  await inbox.local.request('POST', '/approvals/r-2/approve:refund/decision', {
    action: 'reject',
    reason: 'No.',
    actorId: 'bob@example.com',
  });
}

const inbox = openLocalInbox({ begin });

const status = async (runId: string) => (await inbox.local.request('GET', `/runs/${runId}`)).body.status;

describe('runs', () => {
  it('are found by workflow, by status and by their id', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/runs' });
    const rows = page.getByRole('rowheader');

    await rows.nth(2).waitFor();
    await page.getByLabel('Workflow').fill('expense');
    await expect.poll(() => rows.allInnerTexts(), { timeout: 15_000 }).toEqual(['x-1']);
    await page.getByLabel('Workflow').fill('');
    await page.getByLabel('Status').selectOption('failed');
    await expect.poll(() => rows.allInnerTexts(), { timeout: 15_000 }).toEqual(['r-2']);
    await page.getByLabel('Run id').fill('x-1');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'x-1' }).waitFor();
  });

  it('say whom they wait for, and go on by themselves on the page', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/runs/x-1' });

    await page.getByRole('region', { name: 'Waits for' }).getByText('manager').waitFor();
    await inbox.local.request('POST', '/approvals/x-1/approval:manager/decision', {
      action: 'approve',
      actorId: 'bob@example.com',
    });

    await page.getByRole('region', { name: 'Result' }).getByText('bob@example.com').waitFor();
    await page.getByText('Completed', { exact: true }).first().waitFor();
  });

  it('are retried and cancelled only after the page has asked once more', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/runs/r-2' });

    await page.getByRole('button', { name: 'Retry …' }).click();
    await page.getByText('The run goes on from what succeeded').waitFor();
    const before = await status('r-2');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Retry …' }).click();
    await page.getByRole('button', { name: 'Yes, retry' }).click();
    await page.getByText('The run goes on.', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'All runs' }).click();
    await page.getByRole('link', { name: 'r-1' }).click();
    await page.getByRole('button', { name: 'Cancel run …' }).click();
    await page.getByRole('button', { name: 'Yes, cancel run' }).click();
    await page.getByText('Cancelled', { exact: true }).first().waitFor();

    expect(before).toBe('failed');
    expect(await status('r-1')).toBe('cancelled');
  });

  it('say for how long they sleep, and until when', async () => {
    const now = Date.now();
    const [since, until] = [now - 90_000, now + 30 * 3_600_000].map((ms) => new Date(ms).toISOString());
    const { body } = await inbox.local.request('GET', '/runs/x-1');
    const run = { ...body, status: 'waiting', waitingFor: [{ kind: 'time', key: 'cool-off', since, until }] };
    const { page } = await inbox.visit({ as: 'alice@example.com' });

    await page.route('**/runs/x-1', (route) => route.fulfill({ json: run }));
    await page.evaluate("location.hash = '#/runs/x-1'");
    const said = await page.getByRole('region', { name: 'Waits for' }).getByRole('listitem').innerText();

    const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(
      Date.parse(until ?? ''),
    );
    expect(said).toBe(`time, at cool-off, for 1 min, until ${moment} (in 1 d)`);
  });

  it('say every time in the zone of their reader, which is named once', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/runs/r-2', timeZone: 'Asia/Tokyo' });
    const { createdAt } = (await inbox.local.request('GET', '/runs/r-2')).body as { createdAt: string };
    const there = new Intl.DateTimeFormat('en-GB', {
      ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Tokyo' },
    }).format(Date.parse(createdAt));

    await page.getByText(/^Failed after/).waitFor();

    const said = await page.locator('body').innerText();
    expect(said.split(there).length - 1).toBeGreaterThanOrEqual(2); // its start, and where the axis begins
    expect(said).not.toMatch(/UTC|\d{4}-\d\d-\d\d|:\d\dZ/);
    expect(said.match(/Asia\/Tokyo/g)).toHaveLength(1);
    expect(await page.locator(`time[datetime="${createdAt}"]`).first().getAttribute('title')).toBe(createdAt);
  });

  it('say once why they stopped', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/runs/r-2' });
    const { error } = (await inbox.local.request('GET', '/runs/r-2')).body as { error: { message: string } };

    await page.getByText(/^Failed after/).waitFor();

    const said = await page.getByText(error.message.slice(0, 40)).allInnerTexts();
    expect(said).toEqual([error.message]);
    expect(await page.locator('.countersign-timeline-name').allInnerTexts()).toEqual([
      'calculateRefund',
      'approve:refund',
    ]);
  });

  it('hand out their signed record', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/runs/r-1' });

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the record' }).click();
    const download = await downloading;

    expect(download.suggestedFilename()).toBe('r-1.record.json');
  });
});

describe('delegations', () => {
  it('are given, shown to both, and revoked', async () => {
    const { page } = await inbox.visit({ as: 'alice@example.com', at: '/delegations' });

    await page.getByLabel('Who', { exact: false }).last().fill('finance');
    await page.getByRole('button', { name: 'Delegate' }).click();
    await page.getByText('must be a person').waitFor();
    await page.getByLabel('Who', { exact: false }).last().fill('bob@example.com');
    await page.getByRole('button', { name: 'Delegate' }).click();
    await page.getByText('Counts now').waitFor();
    const bob = await inbox.visit({ as: 'bob@example.com', at: '/delegations' });
    await bob.page.getByRole('region', { name: 'For whom you stand in' }).getByText('alice@example.com').waitFor();
    await page.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByRole('button', { name: 'Yes, revoke' }).click();

    await page.getByText('Nobody stands in for anybody').waitFor();
  });
});
