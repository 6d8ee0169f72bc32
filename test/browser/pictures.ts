/** Which pictures there are of the pages, where each is taken, and what is done there first. */
import type { BrowserContext, Page } from 'playwright-core';
import type { LocalProcess } from '../support/local-process.ts';
import type { CardSite } from './card-site.ts';
import { linkSentTo } from './notice-links.ts';
import { ALICE, BOB, post } from './stories.ts';

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
      await page.getByRole('dialog').getByRole('button', { name: 'Reject 3', exact: true }).click();
      await page.getByText('What became of each').waitFor();
    },
  },
  {
    ...{ name: 'offline', says: 'The connection is lost', as: ALICE, sign: 'History' },
    at: '#/approvals/email-123/email-approval',
    async act({ page, stage: { local } }) {
      await local.kill();
      await page.getByText('The system does not answer.').waitFor();
    },
  },
];

export const PICTURES: Picture[] = [...INBOX, ...LINKS, ...CARDS, ...LAST];
