/** What machines do to decision links: mail scanners that follow every link, and those that try to decide what is not theirs. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import { createWebhook } from '../../functions/webhook.ts';
import { createMemoryDirectory } from '../../shared/adapters/directory/memory-directory.ts';
import { person } from '../support/builders.ts';
import { everyLink, linkTo, tokenIn } from '../support/decision-links.ts';
import { type Browser, createBrowser, type Form } from '../support/link-browser.ts';
import { type DynamoDBTestStores, describeOnBothStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';

const [ANN, BOB] = ['ann@example.com', 'bob@example.com'];
/** How often every link is followed; less often where each time takes longer. */
const TIMES = { memory: 100, dynamodb: 25 };

describeOnBothStores('E4, I6: who follows or forges links', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  let browser: () => Browser;
  /** One that was reminded of, and one that takes two. */
  let runs: [string, string];

  beforeEach(async () => {
    stores = await freshStores();
    const refund = workflowOf('refund', ({ approval }) =>
      approval('refund', { title: 'Refund 7', assignee: ['finance', 'boss@example.com'], proposed: 7, remind: ['1h'] }),
    );
    const payment = workflowOf('payment', ({ approval }) =>
      approval('pay', { title: 'Pay 40', assignee: 'finance', proposed: 40, quorum: { approvals: 2 } }),
    );
    const directory = createMemoryDirectory({ groups: { finance: [ANN, BOB] } });
    system = createTestSystem({ workflows: [refund, payment], stores, directory });
    runs = [(await system.start('refund')).run.runId, (await system.start('payment')).run.runId];
    await system.drain();
    await system.pass('1h');
    browser = () =>
      createBrowser(createWebhook(system.kept(), { local: false, origins: [], inboxUrl: 'https://i.test' }));
  });

  /** Everything that is kept. */
  async function contents(): Promise<unknown> {
    if (isDynamoDB(stores)) {
      const { Items } = await stores.client.send(new ScanCommand({ TableName: stores.table, ConsistentRead: true }));
      return Items;
    }
    return Promise.all(runs.map(async (run) => [await stores.runs.load(run), await stores.approvals.ofRun(run)]));
  }

  /** What a test does; then nothing has been written, and both are as open as before. */
  async function changesNothing(what: () => Promise<void>): Promise<void> {
    await system.drain();
    const before = await contents();

    await what();

    expect(await stores.changes()).toEqual([]);
    expect(await contents()).toEqual(before);
    expect((await stores.approvals.get(runs[0], 'refund'))?.status).toBe('pending');
    expect((await stores.approvals.get(runs[1], 'pay'))?.status).toBe('pending');
  }

  it('decides nothing and writes nothing by following every link of every notice, again and again', async () => {
    const links = everyLink(system.notices);

    await changesNothing(async () => {
      const scanner = browser();
      const times = TIMES[isDynamoDB(stores) ? 'dynamodb' : 'memory'];
      for (let time = 0; time < times; time++) {
        for (const link of links) await scan(scanner, link);
      }
    });

    expect(links.filter((link) => link.includes('/decide/'))).toHaveLength(8);
  });

  it('is answered to a HEAD as to a GET, without the page: a checker of links takes no link for broken that works', async () => {
    const link = linkTo(system.notices, 'finance', ANN);
    const answersAlike = async (url: string, status: number) => {
      const [head, get] = [await browser().request('HEAD', url), await browser().open(url)];
      expect(get.status).toBe(status);
      expect(head).toMatchObject({ status, html: '', headers: get.headers });
    };

    await changesNothing(async () => {
      await answersAlike(link, 200);
      await answersAlike('/decide/nothing', 404);
    });
    await system.decide(runs[0], 'refund', { action: 'approve' }, person(ANN, ['finance']));
    await stores.changes();
    await answersAlike(link, 410);
    expect(await stores.changes()).toEqual([]);
  });

  it('decides nothing by any method but POST, nor by a POST that no page has made', async () => {
    const link = linkTo(system.notices, 'finance', ANN);
    const forms: Form[] = [
      {},
      { action: 'approve' },
      { action: 'approve', nonce: '' },
      { action: 'approve', nonce: 'x.y.z' },
    ];

    await changesNothing(async () => {
      const client = browser();
      const answers = [];
      for (const form of forms) answers.push((await client.send(link, form)).status);
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'])
        await client.request(method, link, { body: 'action=approve' });
      expect(answers).toEqual([403, 403, 403, 403]);
    });
  });

  it('decides nothing by what was made for another page, in another browser, or by nobody', async () => {
    const links = decisionLinks();

    await changesNothing(async () => {
      const visits = await Promise.all(links.map((link) => visit(browser(), link)));
      const tries = visits.flatMap((one) => [
        ...visits.filter((other) => other !== one).flatMap((other) => swapped(one, other)),
        ...forged(one),
      ]);
      const statuses = [];
      for (const { link, form, cookie } of tries) {
        const body = new URLSearchParams({ ...form, action: 'reject', reason: 'Forged' }).toString();
        statuses.push((await browser().request('POST', link, { body, headers: { origin: 'null', cookie } })).status);
      }
      expect(tries.length).toBeGreaterThan(200);
      expect(new Set(statuses)).toEqual(new Set([403]));
    });
  });

  it('is answered the same for every token that is put together of others', async () => {
    const links = decisionLinks();
    const tokens = links.map(tokenIn);
    const mixedUp = tokens.flatMap((one) => tokens.map((other) => `${one.slice(0, 26)}${other.slice(26)}`));
    const cut = tokens.flatMap((token) => [
      token.slice(1),
      token.slice(0, -1),
      `${token.slice(0, 25)}${token.slice(26)}`,
    ]);
    const wrong = [...mixedUp.filter((token) => !tokens.includes(token)), ...cut];

    await changesNothing(async () => {
      const { form } = await visit(browser(), links[0] ?? '');
      const pages = [];
      for (const token of wrong) pages.push(await browser().send(`/decide/${token}`, form));
      expect(pages.length).toBeGreaterThan(40);
      expect(pages[0]?.status).toBe(404);
      for (const page of pages) expect(page).toEqual(pages[0]);
    });
  });

  it('counts a decision once, however often it is posted again', async () => {
    const link = linkTo(system.notices, 'finance', ANN);
    const client = browser();
    const { forms } = await client.open(link);
    const form = forms.find(({ action }) => action === 'approve') ?? {};
    await client.send(link, form);
    const after = await stores.approvals.ofRun(runs[1]);

    const pages = [];
    for (let time = 0; time < 20; time++) pages.push(await client.send(link, form));

    for (const page of pages) expect(page).toEqual(pages[0]);
    expect(pages[0]?.status).toBe(200);
    expect(await stores.approvals.ofRun(runs[1])).toEqual(after);
  });

  const decisionLinks = (): string[] => everyLink(system.notices).filter((link) => link.includes('/decide/'));
});

const isDynamoDB = (stores: TestStores): stores is DynamoDBTestStores => 'client' in stores;

/** Opens a link as a mail scanner does: the page, and every address on it that is ours. */
async function scan(scanner: Browser, link: string): Promise<void> {
  const { hrefs } = await scanner.open(link);
  for (const href of hrefs.filter((one) => !one.startsWith('https://i.test')))
    await scanner.open(new URL(href, link).href);
  await scanner.request('HEAD', link);
  await scanner.request('OPTIONS', link);
}

/** What somebody got who opened a link: the first form, and the cookie. */
interface Visit {
  link: string;
  form: Form;
  cookie: string;
}

async function visit(client: Browser, link: string): Promise<Visit> {
  const { forms, cookies } = await client.open(link);
  return { link, form: forms[0] ?? {}, cookie: cookies[0]?.split(';')[0] ?? '' };
}

/** The one, with parts of the other. */
function swapped(one: Visit, other: Visit): Visit[] {
  const cookie = `${one.cookie.split('=')[0]}=${other.cookie.split('=')[1]}`;
  const mixed = [...(one.form.nonce ?? '').split('.').slice(0, 2), other.form.nonce?.split('.')[2]].join('.');
  return [
    { ...one, form: { ...one.form, nonce: other.form.nonce ?? '' } },
    { ...one, form: other.form, cookie },
    { ...one, cookie },
    { ...one, form: { ...one.form, nonce: mixed } },
  ];
}

/** The one, with parts that were cut, changed or made up. */
function forged(one: Visit): Visit[] {
  const { nonce = '' } = one.form;
  return [
    { ...one, form: { ...one.form, nonce: nonce.slice(0, -1) } },
    { ...one, form: { ...one.form, nonce: nonce.replace(/^./, '0') } },
    { ...one, form: { ...one.form, confirm: 'A'.repeat(26) }, cookie: '' },
    { ...one, form: { ...one.form, confirm: nonce.split('.')[1] ?? '' }, cookie: '' },
  ];
}
