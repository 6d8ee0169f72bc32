/** What the page says of its connection: the truth, in one place, and with everything else still in view. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openLocalInbox } from './local-inbox.ts';

const HEIGHT = 700;

const inbox = openLocalInbox({
  begin: (inbox) => inbox.start('refund', { orderId: 'here', amount: 40 }, 'here-1'),
});

const foot = (page: Page) => page.getByRole('contentinfo');
const LIVE = 'Changes show by themselves';
const BANNER = 'The system does not answer.';

it('no longer says that changes show where the browser has lost its network, and says it again once they do', async () => {
  const { page, context } = await inbox.visit({ as: 'alice@example.com', height: HEIGHT });
  await foot(page).getByText(LIVE).waitFor();

  await context.setOffline(true);
  await page.getByText(BANNER).waitFor({ timeout: 3_000 });
  const said = await foot(page).innerText();
  const box = await foot(page).boundingBox();
  await inbox.start('refund', { orderId: 'meanwhile', amount: 40 }, 'here-2');
  await context.setOffline(false);
  await page.getByText(BANNER).waitFor({ state: 'detached', timeout: 3_000 });
  await foot(page).getByText(LIVE).waitFor({ timeout: 3_000 });

  expect(said).toMatch(/^Times are those of \S+$/);
  expect((box?.y ?? HEIGHT) + (box?.height ?? HEIGHT)).toBeLessThanOrEqual(HEIGHT);
  await page.getByRole('link', { name: /Refund 40 for meanwhile/ }).waitFor();
});

it('says once that the system is gone, and where it is there, that only the stream is', async () => {
  const { page } = await inbox.visit({ as: 'alice@example.com', height: HEIGHT });
  await foot(page).getByText(LIVE).waitFor();

  await page.route('**/stream/ticket', (route) => route.fulfill({ status: 503, body: '{}' }));
  await inbox.kill();
  await page.getByText(BANNER).waitFor({ timeout: 3_000 });
  const gone = await foot(page).innerText();
  await inbox.restart();
  await page.getByRole('button', { name: 'Try now' }).click();
  await foot(page).getByText('No live changes now: looking every 4 s').waitFor();

  expect(gone).toMatch(/^Times are those of \S+$/);
  expect(await page.getByText(BANNER).count()).toBe(0);
});
