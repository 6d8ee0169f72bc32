/** Which pictures there are of the pages, where each is taken, and what is done there first. */
import type { BrowserContext, Page } from 'playwright-core';
import type { LocalProcess } from '../support/local-process.ts';
import type { CardSite } from './card-site.ts';
import { linkSentTo } from './notice-links.ts';
import { ALICE, BOB, post, start } from './stories.ts';

/** What a picture is taken of. */
export interface Stage {
  local: LocalProcess;
  /** Absent where there is nothing to be shown on cards yet. */
  site?: CardSite;
}

export interface Seen {
  page: Page;
  context: BrowserContext;
  stage: Stage;
}

export interface Picture {
  /** The name of its file, without what it ends with. */
  name: string;
  says: string;
  /** The address: a place in the inbox, such as `#/runs`, or one that is found out. */
  at: string | ((stage: Stage) => string | Promise<string>);
  as?: string;
  /** A text that shows that the page is there. */
  sign: string;
  /** What is done on the page before the picture is taken. */
  act?(seen: Seen): Promise<unknown>;
  /** How high the window is, where the others' height does not show it all. */
  height?: number;
  /** True for those that are taken dark and narrow, too. */
  isShownInAllLooks?: boolean;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();

const linkTo =
  (to: string, runId: string) =>
  ({ local }: Stage) =>
    linkSentTo(local, to, runId);

const REFUND = '#/approvals/refund-123/approve%3Arefund';

/** Taken while nothing has happened yet. */
export const EMPTY: Picture = {
  ...{ name: 'empty', says: 'An inbox with nothing in it', at: '#/', as: ALICE, sign: 'Nothing waits' },
};

const INBOX: Picture[] = [
  { name: 'sign-in', says: 'Sign-in on one’s own machine', at: '#/', sign: 'Who are you?' },
  { name: 'inbox', says: 'What waits for Alice', at: '#/', as: ALICE, sign: 'order-127', isShownInAllLooks: true },
  {
    ...{ name: 'approval', says: 'An open approval', at: REFUND, as: ALICE, sign: 'History' },
    isShownInAllLooks: true,
  },
  {
    ...{ name: 'approve', says: 'Approving, after one more press', at: REFUND, as: ALICE, sign: 'History' },
    act: ({ page }) => press(page, 'Approve'),
  },
  {
    ...{ name: 'edit', says: 'Approving with changes: the difference', at: REFUND, as: ALICE, sign: 'History' },
    async act({ page }) {
      await press(page, 'Edit');
      await page.getByLabel('Amount').fill('35');
      await press(page, 'Show the changes');
      await page.getByRole('button', { name: 'Approve with these changes' }).scrollIntoViewIfNeeded();
    },
  },
  {
    ...{ name: 'reject', says: 'Rejecting, without a reason yet', at: REFUND, as: ALICE, sign: 'History' },
    async act({ page }) {
      await press(page, 'Reject');
      await press(page, 'Reject');
      await page.getByText('Say why').waitFor();
    },
  },
  {
    ...{ name: 'gate', says: 'What an agent wants to do, with its arguments', as: ALICE, sign: 'History' },
    at: '#/approvals/email-123/email-approval',
  },
  {
    ...{ name: 'votes', says: 'A payment by two, with one vote', as: ALICE, sign: '1 more needed' },
    at: '#/approvals/payment-7/approve%3Apayment',
  },
  {
    ...{ name: 'bulk', says: 'Deciding on several: what is about to be done', at: '#/', as: ALICE, sign: 'order-127' },
    async act({ page }) {
      for (const order of ['Refund 12.5 for order-127', 'Refund 310 for order-131'])
        await page.getByLabel(`Choose ${order}`).check();
      await press(page, 'Reject 2 …');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'runs', says: 'The runs', at: '#/runs', as: ALICE, sign: 'payment-7', isShownInAllLooks: true },
  {
    ...{ name: 'run', says: 'A run part way, with its timeline', at: '#/runs/expense-42', as: ALICE, sign: 'Timeline' },
    isShownInAllLooks: true,
  },
  { name: 'run-failed', says: 'A run that failed', at: '#/runs/refund-119', as: ALICE, sign: 'Timeline' },
  { name: 'run-needs-review', says: 'A run that needs a look', at: '#/runs/refund-088', as: ALICE, sign: 'Input' },
  { name: 'undelivered', says: 'Notices that reached nobody', at: '#/undelivered', as: ALICE, sign: 'order-131' },
  { name: 'delegations', says: 'Who stands in for whom', at: '#/delegations', as: ALICE, sign: 'Counts now' },
  { name: 'start', says: 'Starting a run of the demo', at: '#/start', as: ALICE, sign: 'Start Refund' },
  {
    ...{ name: 'help', says: 'The keys', at: '#/', as: ALICE, sign: 'order-127' },
    async act({ page }) {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
];

const DELIVERY = '#/approvals/delivery-9/approve%3Adelivery';

const FORMS: Picture[] = [
  {
    ...{ name: 'form', says: 'A form with every kind of field', at: DELIVERY, as: ALICE, sign: 'History' },
    ...{ act: ({ page }) => press(page, 'Edit'), height: 1_900, isShownInAllLooks: true },
  },
];

const LINKS: Picture[] = [
  {
    ...{ name: 'link', says: 'The page of a decision link', at: linkTo(ALICE, 'refund-123'), sign: 'Your decision' },
    isShownInAllLooks: true,
  },
  {
    ...{ name: 'link-edit', says: 'The same, to be changed first', at: linkTo(ALICE, 'refund-123'), sign: 'History' },
    async act({ page }) {
      await page.getByText('Change it first').click();
      await page.getByRole('button', { name: 'Approve with changes' }).scrollIntoViewIfNeeded();
    },
  },
  {
    ...{ name: 'link-once-more', says: 'The second page, for browsers that keep no cookies', sign: 'History' },
    at: linkTo('finance', 'refund-123'),
    async act({ page, context }) {
      await context.clearCookies();
      await press(page, 'Approve');
      await page.getByText('press once more').waitFor();
    },
  },
  {
    ...{ name: 'link-decided', says: 'What somebody sees who has decided', sign: 'History' },
    at: linkTo(ALICE, 'refund-127'),
    async act({ page }) {
      await press(page, 'Approve');
      await page.getByText('You have approved this.').waitFor();
    },
  },
  {
    ...{ name: 'link-over', says: 'A link after the decision (410)', at: linkTo(BOB, 'refund-127') },
    sign: 'History',
  },
  {
    ...{ name: 'link-unknown', says: 'A link that opens nothing (404)', sign: 'This link opens nothing' },
    at: ({ local }) => `${local.url}/decide/4AAAbbbbccccddddeeeeffffgg.refund-123`,
  },
  {
    ...{ name: 'outbox-mail', says: 'The outbox: mails', sign: 'Outbox' },
    at: ({ local }) => `${local.url}/outbox?channel=email&kind=approval-needed`,
  },
  {
    ...{ name: 'outbox-sms', says: 'The outbox: SMS', sign: 'Outbox' },
    at: ({ local }) => `${local.url}/outbox?channel=sms&kind=approval-needed`,
  },
  {
    ...{ name: 'outbox-slack', says: 'The outbox: messages of Slack', sign: 'Outbox' },
    at: ({ local }) => `${local.url}/outbox?channel=slack&kind=approval-needed`,
  },
  {
    ...{ name: 'possibly-unseen', says: 'An approval whose notice reached nobody', as: ALICE, sign: 'may not know it' },
    at: '#/approvals/refund-131/approve%3Arefund',
  },
];

const cards =
  (...approvals: string[]) =>
  ({ site }: Stage) =>
    site?.page(ALICE, approvals) ?? '';

const CARDS: Picture[] = [
  {
    ...{ name: 'card', says: 'Cards of countersign/react on a page of one’s own', sign: 'Waits for a decision' },
    at: cards('refund-123/approve:refund', 'refund-127/approve:refund'),
  },
  {
    ...{ name: 'card-late', says: 'A card whose reader presses too late', sign: 'Waits for a decision' },
    at: cards('refund-131/approve:refund'),
    async act({ page, stage: { local, site } }) {
      site?.hold();
      await post(local, '/approvals/refund-131/approve:refund/decision', BOB, {
        action: 'reject',
        reason: 'No receipt.',
      });
      await press(page, 'Approve');
      await page.getByText('nothing was changed').waitFor();
      site?.release();
      await page.getByText('Rejected by').waitFor();
    },
  },
];

const BEGINNING = { at: '#/', as: ALICE, sign: 'order-123' };

/** A run that somebody has ended one way or another, of whom nobody is asked any more. */
const runAfter =
  (runId: string, amount: number, path: string, body: object) =>
  async ({ local }: Stage): Promise<string> => {
    await start(local, 'refund', { orderId: runId.replace('refund', 'order'), amount }, runId);
    await post(local, path, ALICE, body);
    return `${local.url}/#/runs/${runId}`;
  };

/** What a page shows before, instead of and after what it is for. */
const STATES: Picture[] = [
  {
    ...{ name: 'loading', says: 'The inbox while it is read', ...BEGINNING },
    async act({ page }) {
      await page.route('**/approvals?*', () => {}); // is never answered
      await page.reload();
      await page.locator('.skeleton').first().waitFor();
    },
  },
  {
    ...{ name: 'load-error', says: 'The inbox where it could not be read', ...BEGINNING },
    async act({ page }) {
      const problem = { code: 'internal', status: 500, title: 'Internal error', detail: 'Something went wrong.' };
      await page.route('**/approvals?*', (route) => route.fulfill({ status: 500, json: problem }));
      await page.reload();
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    },
  },
  {
    ...{ name: 'search-further', says: 'A search in a long list, before it was looked through', ...BEGINNING },
    async act({ page, stage: { local } }) {
      const { items } = (await local.request('GET', '/approvals')).body;
      await page.route('**/approvals?*', (route) => route.fulfill({ json: { items, cursor: 'more' } }));
      await page.reload();
      await page.getByLabel('Search in the inbox').fill('unicorn');
      await page.getByRole('button', { name: 'Look further' }).waitFor();
    },
  },
  {
    ...{ name: 'sign-in-provider', says: 'The entrance where a provider signs people in', ...BEGINNING },
    async act({ page }) {
      const auth = { kind: 'oidc', authority: 'https://id.example.com', clientId: 'inbox' };
      await page.route('**/config.json', (route) => route.fulfill({ json: { url: '/', auth } }));
      await page.reload();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
    },
  },
  {
    ...{ name: 'run-retry', says: 'Retrying a run, after one more press', as: ALICE, sign: 'Timeline' },
    at: '#/runs/refund-119',
    act: ({ page }) => press(page, 'Retry …'),
  },
  {
    ...{ name: 'run-cancel', says: 'Cancelling a run, after one more press', as: ALICE, sign: 'Timeline' },
    at: '#/runs/payment-7',
    act: ({ page }) => press(page, 'Cancel run …'),
  },
  {
    ...{ name: 'run-completed', says: 'A run that was completed', as: ALICE, sign: 'Result' },
    at: runAfter('refund-140', 18, '/approvals/refund-140/approve:refund/decision', { action: 'approve' }),
  },
  {
    ...{ name: 'run-cancelled', says: 'A run that was cancelled', as: ALICE, sign: 'Cancelled by' },
    at: runAfter('refund-141', 60, '/runs/refund-141/cancel', {}),
  },
];

/** Acts on an approval that are begun, and what stays of them; none is sent. */
const ACTS: Picture[] = [
  {
    ...{ name: 'comment', says: 'Commenting', at: REFUND, as: ALICE, sign: 'History' },
    async act({ page }) {
      await press(page, 'Comment');
      await page.getByRole('form').getByLabel('Comment').fill('Which order was this?');
    },
  },
  {
    ...{ name: 'reassign', says: 'Handing an approval on', at: REFUND, as: ALICE, sign: 'History' },
    async act({ page }) {
      await press(page, 'Reassign');
      await page.getByRole('textbox', { name: 'To (required)' }).fill('manager, carol@example.com');
      await page.getByLabel('Reason').fill('Over my limit.');
    },
  },
  {
    ...{ name: 'withdraw', says: 'Taking one’s vote back', as: BOB, sign: '1 more needed' },
    at: '#/approvals/payment-7/approve%3Apayment',
    async act({ page }) {
      await press(page, 'Withdraw my vote');
      await page.getByRole('form').scrollIntoViewIfNeeded();
    },
  },
  {
    ...{ name: 'cancel', says: 'Cancelling an approval', at: REFUND, as: ALICE, sign: 'History' },
    act: ({ page }) => press(page, 'Cancel approval'),
  },
  {
    ...{ name: 'bulk-left-out', says: 'Deciding on several, of which one cannot be', at: '#/', as: BOB },
    sign: 'order-123',
    async act({ page }) {
      for (const title of ['Refund 40 for order-123', 'Pay 900 to ACME', 'Expense expense-42'])
        await page.getByLabel(`Choose ${title}`).check();
      await press(page, 'Approve 3 …');
      await page.getByText('left out').waitFor();
    },
  },
  {
    ...{ name: 'approval-settled', says: 'An approval that was rejected', as: ALICE, sign: 'Who it was is known' },
    at: '#/approvals/refund-119/approve%3Arefund',
  },
  {
    ...{ name: 'unsent', says: 'What was being written when somebody else decided', as: ALICE, sign: 'History' },
    async at({ local }) {
      await start(local, 'refund', { orderId: 'order-142', amount: 60 }, 'refund-142');
      return `${local.url}/#/approvals/refund-142/approve%3Arefund`;
    },
    async act({ page, stage: { local } }) {
      await press(page, 'Edit');
      await page.getByLabel('Amount').fill('55');
      await press(page, 'Show the changes');
      await page.getByLabel('Comment').fill('Less the postage, which was not our fault.');
      await post(local, '/approvals/refund-142/approve:refund/decision', BOB, { action: 'approve' });
      await page.getByLabel('Not sent').waitFor();
    },
  },
];

/** Those that change what the others show: they are taken last. */
const LAST: Picture[] = [
  {
    ...{ name: 'bulk-outcomes', says: 'What became of each of several', at: '#/', as: BOB, sign: 'order-123' },
    async act({ page, stage: { local } }) {
      await page.getByLabel('Choose Refund 40 for order-123').check();
      await page.getByLabel('Choose Pay 900 to ACME').check();
      await page.getByLabel('Choose Expense expense-42').check();
      await press(page, 'Reject 3 …');
      await page.getByRole('dialog').getByLabel('Reason').fill('Not this month.');
      await post(local, '/approvals/refund-123/approve:refund/decision', ALICE, { action: 'approve' });
      await page.getByRole('dialog').getByRole('button', { name: 'Reject 2', exact: true }).click();
      await page.getByText('What became of each').waitFor();
    },
  },
  {
    ...{ name: 'offline', says: 'The connection is lost', as: ALICE, sign: 'History' },
    at: '#/approvals/email-123/email-approval',
    async act({ page, stage: { local } }) {
      await page.getByRole('list', { name: 'Approvals' }).waitFor();
      await page.locator('.countersign-timeline').waitFor();
      await local.kill();
      await page.getByText('The system does not answer.').waitFor();
    },
  },
];

export const PICTURES: Picture[] = [...INBOX, ...FORMS, ...LINKS, ...CARDS, ...ACTS, ...STATES, ...LAST];
