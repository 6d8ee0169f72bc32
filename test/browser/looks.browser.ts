/** How the inbox looks to everybody: axe on every page and state in both themes, and the width of a phone. */
import { describe, expect, it } from 'vitest';
import { axeFindings, overflow } from './browser.ts';
import { type LocalInbox, openLocalInbox } from './local-inbox.ts';

const LONG = `order-${'x'.repeat(60)}`;

async function begin(inbox: LocalInbox) {
  await inbox.start('refund', { orderId: 'looks', amount: 40 }, 'refund-1');
  await inbox.start(
    'refund',
    { orderId: LONG, amount: 40 },
    'refund-of-an-order-with-a-very-long-name-that-goes-on-and-on',
  );
  await inbox.start('email', { to: 'customer@example.org', about: 'order-123' }, 'email-1');
  await inbox.start('payment', { to: 'ACME', amount: 900 }, 'payment-1');
  await inbox.start('refund', { orderId: 'done', amount: 40 }, 'refund-2');
  const act = (path: string, body: object) => inbox.local.request('POST', `/approvals/${path}`, body);
  await act('payment-1/approve:payment/decision', { action: 'approve', comment: 'Fine.', actorId: 'bob@example.com' });
  await act('payment-1/approve:payment/comment', { text: 'See page two.', actorId: 'bob@example.com' });
  await act('refund-2/approve:refund/decision', { action: 'reject', reason: 'Paid.', actorId: 'bob@example.com' });
  await inbox.local.request(
    'POST',
    '/delegations',
    { to: 'bob@example.com', until: '3d', reason: 'On holiday.' },
    { 'x-countersign-actor': 'alice@example.com' },
  );
}

const inbox = openLocalInbox({ begin });

interface Look {
  name: string;
  at: string;
  as?: string;
  /** What shows that it is there. */
  sign: string;
  /** What is pressed then: the names of buttons, in order. */
  press?: string[];
}

const ALICE = 'alice@example.com';
const REFUND = '/approvals/refund-1/approve%3Arefund';

const LOOKS: Look[] = [
  { name: 'the question who somebody is', at: '/', sign: 'Who are you?' },
  { name: 'the inbox', at: '/', as: ALICE, sign: 'Refund 40 for looks' },
  { name: 'an open approval', at: '/approvals/payment-1/approve%3Apayment', as: ALICE, sign: '1 more needed' },
  { name: 'a settled approval', at: '/approvals/refund-2/approve%3Arefund', as: ALICE, sign: 'Who it was is known' },
  { name: 'an approval that is not there', at: '/approvals/none/none', as: ALICE, sign: 'Try again' },
  { name: 'approving', at: REFUND, as: ALICE, sign: 'History', press: ['Approve'] },
  { name: 'rejecting without a reason', at: REFUND, as: ALICE, sign: 'History', press: ['Reject', 'Reject'] },
  { name: 'editing', at: REFUND, as: ALICE, sign: 'History', press: ['Edit'] },
  { name: 'editing a mail', at: '/approvals/email-1/email-approval', as: ALICE, sign: 'History', press: ['Edit'] },
  { name: 'reassigning', at: REFUND, as: ALICE, sign: 'History', press: ['Reassign', 'Hand it on'] },
  { name: 'cancelling', at: REFUND, as: ALICE, sign: 'History', press: ['Cancel approval'] },
  { name: 'the runs', at: '/runs', as: ALICE, sign: 'refund-2' },
  { name: 'a run', at: '/runs/payment-1', as: ALICE, sign: 'Download the record' },
  { name: 'a failed run', at: '/runs/refund-2', as: ALICE, sign: 'Download the record', press: ['Retry …'] },
  { name: 'a run that is not there', at: '/runs/none', as: ALICE, sign: 'Try again' },
  { name: 'the start of runs', at: '/start', as: ALICE, sign: 'Start Refund' },
  { name: 'the delegations', at: '/delegations', as: ALICE, sign: 'Counts now', press: ['Delegate'] },
  {
    name: 'revoking',
    at: '/delegations',
    as: ALICE,
    sign: 'Counts now',
    press: ['Revoke what bob@example.com was given …'],
  },
  { name: 'no delegations', at: '/delegations', as: 'zoe@example.com', sign: 'Nobody stands in' },
  { name: 'the undelivered notices', at: '/undelivered', as: ALICE, sign: 'Undelivered notices' },
  { name: 'no place', at: '/nowhere', as: ALICE, sign: 'Nothing is here' },
  { name: 'the keys', at: '/', as: ALICE, sign: 'Refund 40 for looks', press: ['? Show the keys'] },
];

const openLook = async ({ at, as, sign, press = [] }: Look, theme: 'light' | 'dark', width: number) => {
  const { page } = await inbox.visit({ at, theme, width, ...(as !== undefined && { as }) });
  await page.getByText(sign).first().waitFor();
  for (const name of press) await page.getByRole('button', { name, exact: true }).last().click();
  return page;
};

describe.each(['light', 'dark'] as const)('axe, in the %s theme', (theme) => {
  it.each(LOOKS)('finds nothing on $name', async (look) => {
    const page = await openLook(look, theme, 1280);

    const findings = await axeFindings(page);

    expect(findings).toEqual([]);
  });

  it('finds nothing on the outbox', async () => {
    const { page } = await inbox.open(`${inbox.local.url}/outbox`, { theme });
    await page.getByText('Refund 40 for looks').first().waitFor();

    expect(await axeFindings(page)).toEqual([]);
  });

  it('finds nothing on the dialog of a decision on several, nor while the system does not answer', async () => {
    const { page } = await inbox.visit({ as: ALICE, theme });

    await page.getByLabel('Choose Refund 40 for looks').check();
    const bar = await axeFindings(page);
    await page.getByRole('button', { name: 'Reject 1 …' }).click();
    const dialog = await axeFindings(page);
    await page.keyboard.press('Escape');
    await page.route('**/*', (route) => route.abort());
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('The system does not answer.').waitFor();
    const offline = await axeFindings(page);

    expect({ bar, dialog, offline }).toEqual({ bar: [], dialog: [], offline: [] });
  });
});

describe('a phone', () => {
  it.each([390, 360])('shows every place where one can go, on %d pixels', async (width) => {
    const { page } = await inbox.visit({ as: ALICE, width });
    await page.getByRole('link', { name: /^Inbox \d/ }).waitFor();

    const places = await page.getByRole('navigation', { name: 'Places' }).getByRole('link').all();
    const boxes = await Promise.all(places.map((place) => place.boundingBox()));

    expect(places).toHaveLength(7);
    for (const box of boxes) {
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? width) + (box?.width ?? width)).toBeLessThanOrEqual(width);
    }
  });

  it.each(LOOKS.filter(({ name }) => name !== 'the keys'))('shows $name without scrolling sideways', async (look) => {
    const page = await openLook(look, 'light', 390);

    expect(await overflow(page)).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('shows either the list or the approval, and goes back', async () => {
    const { page } = await inbox.visit({ as: ALICE, width: 390 });

    await page.getByRole('link', { name: /Refund 40 for looks/ }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    const list = await page.getByRole('list', { name: 'Approvals' }).isVisible();
    await page.getByRole('link', { name: 'All approvals' }).click();

    await page.getByRole('link', { name: /Refund 40 for looks/ }).waitFor();
    expect(list).toBe(false);
  });
});
