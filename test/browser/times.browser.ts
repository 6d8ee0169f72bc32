/** Times on the page after the clock of the local system was moved, which the machine of its reader knows nothing of. */
import { expect, it } from 'vitest';
import { openLocalInbox } from './local-inbox.ts';

const inbox = openLocalInbox({
  begin: (inbox) => inbox.start('refund', { orderId: 'late', amount: 40 }, 'late-1'),
});

const moveClock = (advance: string) => inbox.local.request('POST', '/dev/clock', { advance });

it('are those of the system, also where its clock is moved while the page is open', async () => {
  await moveClock('9h');
  const { page } = await inbox.visit({ as: 'alice@example.com', at: '/approvals/late-1/approve%3Arefund' });
  const said = () => page.getByRole('article').innerText();

  await expect.poll(said, { timeout: 15_000 }).toContain('due in 14 h');
  const early = await said();
  await moveClock('5h');
  await expect.poll(said, { timeout: 15_000 }).toContain('due in 9 h');
  const late = await said();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, approve' }).click();
  await page.getByRole('region', { name: 'How it ended' }).locator('time').getByText('now').waitFor();

  expect(early).toMatch(/Asked\s+9 h ago/);
  expect(early).toMatch(/waits for .*\s9 h/is);
  expect(late).toMatch(/Asked\s+14 h ago/);
});
