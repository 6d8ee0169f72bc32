/** Decision links over HTTP, by the events that API Gateway sends the webhook function, in a browser that runs no scripts. */
import { hash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createWebhook } from '../../functions/webhook.ts';
import { createMemoryDirectory } from '../../shared/adapters/directory/memory-directory.ts';
import type { ApprovalOptions } from '../../shared/engine/ask.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import { person } from '../support/builders.ts';
import { linkTo, tokenIn } from '../support/decision-links.ts';
import { gatewayEvent, jwt } from '../support/gateway.ts';
import { type Browser, type BrowserOptions, createBrowser, type Form, type Page } from '../support/link-browser.ts';
import { silenceErrors } from '../support/silence.ts';
import { describeOnBothStores, memoryStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, PUBLIC_URL, type TestSystem } from '../support/system.ts';
import { refundWorkflow, workflowOf } from '../support/workflows.ts';

const AWS: HttpSettings = { local: false, origins: [], inboxUrl: 'https://inbox.example.com' };
const [ANN, BOB, RITA] = ['ann@example.com', 'bob@example.com', 'rita@example.com'];
const people = createMemoryDirectory({ groups: { finance: [ANN, BOB, RITA] } });

interface Asked {
  system: TestSystem;
  runId: string;
  browser(options?: BrowserOptions): Browser;
  link(name: string, person?: string): string;
  approval(): ReturnType<TestStores['approvals']['get']>;
}

interface AskedWhere {
  stores?: TestStores;
  directory?: Directory;
  runId?: string;
  hasInbox?: boolean;
}

/** A run that asks, under the key `pay`. */
async function asked(
  options: ApprovalOptions<unknown>,
  { stores, directory = people, runId, hasInbox = true }: AskedWhere = {},
): Promise<Asked> {
  const kept = stores ?? (await memoryStores());
  const workflow = workflowOf('payment', async ({ approval }) => (await approval('pay', options)).value);
  const system = createTestSystem({
    ...{ workflows: [workflow], stores: kept, directory },
    ...(!hasInbox && { inboxUrl: false }),
  });
  const { run } = await system.start('payment', {}, { startedBy: RITA, ...(runId !== undefined && { runId }) });
  await system.drain();
  const handler = createWebhook(system.kept(), hasInbox ? AWS : { local: false, origins: [] });
  return {
    ...{ system, runId: run.runId },
    browser: (browsing) => createBrowser(handler, browsing),
    link: (name, reader) => linkTo(system.notices, name, reader),
    approval: () => kept.approvals.get(run.runId, 'pay'),
  };
}

const FORM = z.object({ amount: z.number().positive().max(40) });
const PAY: ApprovalOptions<unknown> = {
  ...{ title: 'Pay 40 to ACME', details: { to: 'ACME', amount: 40 }, assignee: 'finance' },
  ...{ form: FORM, proposed: { amount: 40 }, timeout: '24h' },
};

/** The form of a page that does this. */
function formFor({ forms, text }: Page, action: string): Form {
  const form = forms.find((one) => one.action === action);
  if (!form) throw new Error(`The page has no form to ${action}: ${text}`);
  return form;
}

/** Opens the link and does this, in one browser. */
async function act(browser: Browser, link: string, action: string, typed: Form = {}): Promise<Page> {
  return browser.send(link, { ...formFor(await browser.open(link), action), ...typed });
}

describeOnBothStores('E4: a decision link', (freshStores) => {
  let stores: TestStores;
  beforeEach(async () => {
    stores = await freshStores();
  });

  it('shows all that is asked and changes nothing; what a person posts from it decides', async () => {
    const effects: string[] = [];
    const system = createTestSystem({ workflows: [refundWorkflow(effects)], stores });
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 }, { startedBy: RITA });
    await system.drain();
    const browser = createBrowser(createWebhook(system.kept(), AWS));
    const link = linkTo(system.notices, 'finance');

    const page = await browser.open(link);
    const before = await system.run(run.runId);
    const decided = await browser.send(link, { ...formFor(page, 'approve'), comment: 'Well done.' });
    await system.drain();

    expect(page.status).toBe(200);
    for (const words of [
      'Refund 40 for o-1',
      'refund',
      RITA,
      '5 Jan 2026, 09:00 UTC',
      '(in 24 hours)',
      'o-1',
      'finance',
    ])
      expect(page.text).toContain(words);
    expect(page.forms.map(({ action }) => action)).toEqual(['approve', 'edit', 'reject']);
    expect(before.status).toBe('waiting');
    expect(decided).toMatchObject({ status: 200, text: expect.stringContaining('Approved with the link of finance') });
    expect((await system.run(run.runId)).status).toBe('completed');
    expect(await stores.approvals.get(run.runId, 'approve:refund')).toMatchObject({
      status: 'approved',
      settlement: { by: 'link:finance', proof: 'link', door: 'link', comment: 'Well done.' },
    });
  });

  it('answers the same decision again with its page, another with 409, and whoever looks then with 410', async () => {
    const { browser, link, approval } = await asked(PAY, { stores });
    const [ann, url] = [browser(), link('finance', ANN)];
    const page = await ann.open(url);
    const approve = formFor(page, 'approve');

    const first = await ann.send(url, approve);
    const again = await ann.send(url, approve);
    const other = await ann.send(url, { ...formFor(page, 'reject'), reason: 'Too much.' });
    const wordless = await ann.send(url, formFor(page, 'reject'));
    const late = await ann.open(url);
    const bobs = await browser().open(link('finance', BOB));

    expect([first, again, other, wordless, late, bobs].map(({ status }) => status)).toEqual([
      200, 200, 409, 409, 410, 410,
    ]);
    expect(again.html).toBe(first.html);
    expect(first.text).toContain('You have approved this.');
    for (const { text } of [other, late, bobs]) expect(text).toContain(`Approved By ${ANN} At 5 Jan 2026, 09:00 UTC`);
    expect(other.text).toContain('What you sent did not count.');
    expect(await approval()).toMatchObject({ status: 'approved', settlement: { by: ANN, door: 'link' } });
  });

  it('says no with a reason, and shows it to whoever looks then', async () => {
    const { browser, link } = await asked(PAY, { stores });
    const url = link('finance', ANN);

    const wordless = await act(browser(), url, 'reject', { reason: '  ' });
    const rejected = await act(browser(), url, 'reject', { reason: 'Not <b>ours</b>.\r\nTheirs.' });
    const late = await browser().open(url);

    expect(wordless.status).toBe(422);
    expect(wordless.text).toContain('✕ Reason is required to reject; say why');
    expect(rejected).toMatchObject({ status: 200, text: expect.stringContaining('You have rejected this.') });
    expect(late).toMatchObject({ status: 410, text: expect.stringContaining('Not <b>ours</b>. Theirs.') });
  });

  it('approves with changes by the fields of the form', async () => {
    const { browser, link, approval } = await asked(PAY, { stores });
    const url = link('finance', ANN);

    const edited = await act(browser(), url, 'edit', { 'f.amount': '35.5', comment: 'As agreed.' });
    const again = await browser().open(url);

    expect(edited).toMatchObject({ status: 200, text: expect.stringContaining('approved this, with changes') });
    expect(again.text).toContain('amount : 40 → 35.5');
    expect(await approval()).toMatchObject({
      status: 'edited',
      settlement: { value: '[{"amount":1},35.5]', originalValue: '[{"amount":1},40]', comment: 'As agreed.' },
    });
  });

  it('takes no decision after its time, and says so before anything has expired it', async () => {
    const { system, browser, link, approval } = await asked(PAY, { stores });
    const [ann, url] = [browser(), link('finance', ANN)];
    system.clock.advance('1425m');
    const approve = formFor(await ann.open(url), 'approve');
    system.clock.advance('16m');

    const late = await ann.open(url);
    const untouched = await approval();
    const posted = await ann.send(url, approve);
    const after = await ann.open(url);

    expect([late, posted, after].map(({ status }) => status)).toEqual([410, 410, 410]);
    expect(untouched?.status).toBe('pending');
    expect(after.text).toContain('nobody had decided');
    expect((await approval())?.status).toBe('expired');
    expect((await ann.open(url)).text).not.toMatch(/timeout/);
  });
});

describe('the page of a decision link', () => {
  it('asks for the value by the fields of the form where nothing is proposed', async () => {
    const form = z.object({
      iban: z.string().min(4),
      urgent: z.boolean(),
      kind: z.enum(['one-off', 'monthly']),
      note: z.string().optional(),
      by: z.object({ day: z.iso.date(), at: z.iso.datetime().optional() }),
      lines: z.array(z.int()),
    });
    const { browser, link, approval } = await asked({ assignee: ANN, form });
    const url = link(ANN);
    const typed = {
      'f.iban': 'DE02',
      'f.urgent': 'false',
      'f.kind': '"monthly"',
      'f.by.day': '2026-03-01',
      'f.lines': '[1,2]',
    };

    const empty = await act(browser(), url, 'approve');
    const half = await act(browser(), url, 'approve', { ...typed, 'f.iban': 'DE', 'f.lines': '[1,"x"]' });
    const given = await act(browser(), url, 'approve', typed);

    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Nothing is decided yet. Iban is required Urgent is required');
    for (const wrong of ['Iban is required', 'Urgent is required', 'By › Day is required', 'Lines is required'])
      expect(empty.text).toContain(`✕ ${wrong}`);
    expect(empty.text).not.toContain('✕ Note');
    expect(half.status).toBe(422);
    expect(half.text).toContain('✕ Iban: String is too short');
    expect(formFor(half, 'approve')).toMatchObject({ ...typed, 'f.iban': 'DE', 'f.lines': '[1,"x"]' });
    expect(given.status).toBe(200);
    expect(JSON.stringify((await approval()) ?? '')).toContain('monthly');
  });

  it('keeps what was typed, and says what does not fit at its field', async () => {
    const { browser, link, approval } = await asked(PAY);

    const page = await act(browser(), link('finance', ANN), 'edit', { 'f.amount': '41', comment: 'Why not?' });

    expect(page.status).toBe(422);
    expect(page.html).toMatch(
      /<input id="edit-1" name="f.amount" aria-describedby="edit-1-hint edit-1-wrong" aria-invalid="true"/,
    );
    expect(page.html).toContain('<details class="choice" open>');
    expect(formFor(page, 'edit')).toMatchObject({ 'f.amount': '41', comment: 'Why not?' });
    expect(formFor(page, 'reject')).toMatchObject({ reason: '' });
    expect((await approval())?.status).toBe('pending');
  });

  it('offers what the approval takes, and no more', async () => {
    const { browser, link } = await asked({ ...PAY, allow: ['reject', 'edit'] });
    const { browser: others, link: otherLink } = await asked({ title: 'Go?', assignee: 'finance' });

    const page = await browser().open(link('finance'));
    const refused = await act(browser(), link('finance'), 'edit', { action: 'approve' });
    const bare = await act(browser({ cookies: false }), link('finance'), 'edit', { action: 'approve' });

    expect(page.forms.map(({ action }) => action)).toEqual(['edit', 'reject']);
    expect([refused.status, bare.status]).toEqual([403, 403]);
    expect((await others().open(otherLink('finance'))).forms.map(({ action }) => action)).toEqual([
      'approve',
      'reject',
    ]);
  });

  it('shows everything in full and as text, whoever wrote it', async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;`;
    const { browser, link } = await asked({
      ...{ title: hostile, assignee: 'finance', reason: hostile, proposed: { [hostile]: hostile } },
      details: { [hostile]: [hostile, { deep: { deeper: [hostile, '', null, true, []] } }], long: 'x'.repeat(5_000) },
    });

    const page = await browser().open(link('finance'));
    const bare = page.html.replace(/<style>[\s\S]*?<\/style>/, '');

    expect(bare).not.toMatch(/<script|<img/i);
    expect(bare.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThanOrEqual(7);
    expect(page.text).toContain('x'.repeat(5_000));
    expect(page.text).toContain(hostile);
  });

  it('loads nothing, runs nothing, is shown in no frame, and is kept by nobody', async () => {
    const { browser, link } = await asked(PAY);

    const { headers, html, cookies } = await browser().open(link('finance'));
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];

    expect(headers).toMatchObject({
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    });
    expect(html).not.toMatch(/<script| src=| style=|@import|url\(/);
    expect(html.length).toBeLessThan(20_000);
    expect(cookies).toEqual([
      expect.stringMatching(
        new RegExp(
          `^decide-[\\w-]{12}=[\\w-]{22}; Max-Age=1800; Path=/decide/${tokenIn(link('finance'))}; HttpOnly; Secure; SameSite=Strict$`,
        ),
      ),
    ]);
  });

  it('needs no secure connection on one’s own machine', async () => {
    const { browser, link } = await asked(PAY);

    const { cookies } = await browser().request('GET', link('finance'), { headers: { host: 'localhost:3000' } });

    expect(cookies[0]).not.toContain('Secure');
  });

  it('asks once more where the browser keeps no cookies, and decides what was shown then', async () => {
    const { browser, link, approval } = await asked(PAY);
    const [bare, url] = [browser({ cookies: false }), link('finance', ANN)];
    const typed = { 'f.amount': '30', comment: 'Two\nlines' };

    const confirm = await act(bare, url, 'edit', typed);
    const between = await approval();
    const [form = {}] = confirm.forms;
    const changed = await bare.send(url, { ...form, 'f.amount': '31' });
    const forged = await bare.send(url, { ...form, confirm: form.confirm?.replace(/.$/, '!') ?? '' });
    const decided = await bare.send(url, { ...form, comment: 'Two\r\nlines' });

    expect(confirm).toMatchObject({ status: 200, text: expect.stringContaining('Nothing is decided yet') });
    expect(confirm.text).toContain('Amount 30');
    expect(between?.status).toBe('pending');
    expect([changed.status, forged.status]).toEqual([403, 403]);
    expect(decided).toMatchObject({ status: 200, text: expect.stringContaining('approved this, with changes') });
    expect(await approval()).toMatchObject({ status: 'edited', settlement: { value: '[{"amount":1},30]' } });
  });

  it('shows itself again, with what was typed, where it was open for more than 30 minutes', async () => {
    const { system, browser, link, approval } = await asked(PAY);
    const [ann, url] = [browser(), link('finance', ANN)];
    const reject = { ...formFor(await ann.open(url), 'reject'), reason: 'Not ours.' };
    system.clock.advance('31m');

    const old = await ann.send(url, reject);
    const between = await approval();
    const anew = await ann.send(url, formFor(old, 'reject'));

    expect(old).toMatchObject({ status: 403, text: expect.stringContaining('Look at it again, then press again.') });
    expect(between?.status).toBe('pending');
    expect(anew).toMatchObject({ status: 200, text: expect.stringContaining('You have rejected this.') });
  });

  it('takes nothing from a page that was shown in another browser', async () => {
    const { browser, link, approval } = await asked(PAY);
    const [ann, other, url] = [browser(), browser(), link('finance', ANN)];
    const form = formFor(await ann.open(url), 'approve');
    await other.open(url);

    const answer = await other.send(url, form);

    expect(answer.status).toBe(403);
    expect((await approval())?.status).toBe('pending');
  });

  it('shows what is asked now where that has changed since it was shown', async () => {
    const { system, browser, link, runId, approval } = await asked({ ...PAY, quorum: { approvals: 2 } });
    const [ann, url] = [browser(), link('finance', ANN)];
    const form = { ...formFor(await ann.open(url), 'approve'), comment: 'Fine.' };
    await system.decide(
      runId,
      'pay',
      { action: 'edit', originalValue: { amount: 40 }, editedValue: { amount: 7 } },
      person(BOB),
    );

    const changed = await ann.send(url, form);
    const voted = await ann.send(url, formFor(changed, 'approve'));

    expect(changed).toMatchObject({ status: 409, text: expect.stringContaining('not what was shown') });
    expect(changed.text).toContain('amount 7');
    expect(formFor(changed, 'approve').comment).toBe('Fine.');
    expect(voted.status).toBe(200);
    expect((await approval())?.status).toBe('edited');
  });

  it('does not let anybody decide what it cannot show in full', async () => {
    const { browser, link, approval } = await asked({
      title: 'Read this',
      assignee: 'finance',
      details: 'x'.repeat(600_000),
    });
    const { browser: small, link: smallLink } = await asked({
      title: 'Read this',
      assignee: 'finance',
      details: 'x'.repeat(200_000),
    });

    const page = await browser().open(link('finance'));

    expect(page).toMatchObject({ status: 200, forms: [] });
    expect(page.text).toContain('Details 601 KB: too large to be shown here. ');
    expect(page.text).toContain(
      'Nobody decides by a link what the page cannot show in full. Read all of it in the inbox , and decide it there.',
    );
    expect((await approval())?.status).toBe('pending');
    expect((await small().open(smallLink('finance'))).text).toContain('x'.repeat(200_000));
  });

  it('answers what it does not take with a page, and decides nothing by it', async () => {
    const { browser, link, approval } = await asked(PAY);
    const [ann, url] = [browser(), link('finance', ANN)];
    const form = new URLSearchParams(formFor(await ann.open(url), 'approve')).toString();
    const statuses = async (...methods: string[]) =>
      Promise.all(methods.map(async (method) => (await ann.request(method, url, { body: form })).status));

    const json = await ann.request('POST', url, { body: '{}', headers: { 'content-type': 'application/json' } });
    const large = await ann.send(url, { reason: 'x'.repeat(300_000) });
    const foreign = await ann.request('POST', url, { body: form, headers: { origin: 'https://evil.example.com' } });
    const unknown = await ann.send(url, { ...formFor(await ann.open(url), 'approve'), action: 'cancel' });

    expect(await statuses('PUT', 'PATCH', 'DELETE', 'OPTIONS')).toEqual([405, 405, 405, 405]);
    expect([json, large, foreign, unknown].map(({ status }) => status)).toEqual([415, 413, 403, 422]);
    for (const page of [json, large, foreign, unknown]) expect(page.html).toMatch(/^<!doctype html>/);
    expect((await approval())?.status).toBe('pending');
  });

  it('answers with a page, and nothing of the reason, where something unexpected happens', async () => {
    const { system, link } = await asked(PAY);
    const kept = system.kept();
    const broken = { ...kept.approvals, ofRun: () => Promise.reject(new Error('secret words')) };
    silenceErrors();

    const page = await createBrowser(createWebhook({ ...kept, approvals: broken }, AWS)).open(link('finance'));

    expect(page).toMatchObject({ status: 500, text: expect.stringContaining('Something went wrong on our side') });
    expect(page.html).not.toContain('secret words');
  });

  it('has the same headers and no body for HEAD', async () => {
    const { browser, link } = await asked(PAY);

    const { status, html, headers } = await browser().request('HEAD', link('finance'));

    expect({ status, html }).toEqual({ status: 200, html: '' });
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});

describe('whose a decision link is', () => {
  it('is written so that an SMS holds it with a run id of our own, and gives way to the inbox’s with a long one', async () => {
    const own = await asked(PAY);
    const foreign = await asked(PAY, { runId: `order:${'9'.repeat(100)}` });
    const sms = ({ system }: Asked) => system.notices[0]?.addressees[0]?.sms ?? '';

    expect(tokenIn(own.link('finance')).length).toBeLessThanOrEqual(60);
    expect(sms(own)).toBe(`Approval needed: Pay 40 to ACME ${own.link('finance')}`);
    expect(sms(own).length).toBeLessThanOrEqual(160);
    expect(sms(foreign)).not.toContain('/decide/');
    expect(sms(foreign).length).toBeLessThanOrEqual(160);
    expect((await foreign.browser().open(foreign.link('finance'))).status).toBe(200);
  });

  it('differs by approval and by reader, and is the inbox’s once there is nothing to decide', async () => {
    const { system, browser, link } = await asked({ ...PAY, remind: ['4h'] });
    const first = link('finance', ANN);
    await system.pass('4h');
    const reminded = link('finance', ANN);
    const links = [link('finance'), first, link('finance', BOB)];
    await act(browser(), first, 'approve');
    await system.drain();

    expect(new Set(links).size).toBe(3);
    expect(reminded).toBe(first);
    expect(link('finance', ANN)).toMatch(new RegExp(`^${PUBLIC_URL}/#/approvals/`));
  });

  it('shows what was decided as well where there is no inbox, and speaks of none', async () => {
    const { system, browser, link, runId } = await asked(PAY, { runId: `order:${'9'.repeat(70)}`, hasInbox: false });
    const asking = link('finance', ANN);
    const sms = system.notices[0]?.addressees[0]?.sms;
    const before = await browser().open(asking);
    await act(browser(), asking, 'approve');
    await system.drain();
    const told = system.notices.at(-1);
    const page = await browser().open(link('finance', ANN));

    expect(sms).toContain(link('finance'));
    expect([told?.kind, page.status]).toEqual(['decided', 410]);
    expect(page.text).toContain(`Approved By ${ANN}`);
    expect(told?.link).toBe(`${PUBLIC_URL}/approvals/${encodeURIComponent(runId)}/pay`);
    const unknown = await browser().open(`${PUBLIC_URL}/decide/nothing`);
    for (const { text } of [before, page, unknown]) expect(text).not.toContain('inbox');
  });

  it.each<[string, ApprovalOptions<unknown>, string | undefined, number]>([
    ['anybody’s where any proof is taken', {}, undefined, 200],
    ['a person’s where a person is to be known', { proof: 'identified' }, ANN, 200],
    ['not anybody’s where a person is to be known', { proof: 'identified' }, undefined, 403],
    ['not a person’s where only a token counts', { proof: 'iam-or-jwt' }, ANN, 403],
    ['not anybody’s where it takes two', { quorum: { approvals: 2 } }, undefined, 403],
    ['a person’s where it takes two', { quorum: { approvals: 2 } }, ANN, 200],
    ['not anybody’s where whoever asked may not decide', { separation: ['requester'] }, undefined, 403],
    ['not that of whoever asked', { separation: ['requester'] }, RITA, 403],
    ['a person’s where whoever asked may not decide', { separation: ['requester'] }, ANN, 200],
    ['not that of who is asked and may not decide', { approvers: 'legal' }, ANN, 403],
  ])('decides as %s', async (_, policy, reader, expected) => {
    const { browser, link, approval } = await asked({ ...PAY, ...policy });
    const url = link('finance', reader);

    const page = await browser().open(url);
    const decided = expected === 200 ? await act(browser(), url, 'approve') : undefined;

    expect(decided?.status).toBe(expected === 200 ? 200 : undefined);
    if (expected !== 200) {
      expect(page.forms).toEqual([]);
      expect(page.text).toContain('You cannot decide here');
      expect((await approval())?.acts ?? []).toEqual([]);
    }
    expect((await approval())?.status === 'pending').toBe(expected !== 200 || policy.quorum !== undefined);
  });

  const KNOWN = 'It has to be known which person decides this, and this link was sent to all of finance.';
  const SIGNED_IN = 'Only who is signed in may decide this, which a link does not show.';
  const IN_THE_INBOX = 'Decide it in the inbox , where you sign in.';
  const NOTHING_TO_DO = 'You need do nothing: it waits for others.';

  it.each<[string, ApprovalOptions<unknown>, string | undefined, { inbox: string; none: string; links: number }]>([
    [
      'a shared one of a vote',
      { quorum: { approvals: 2 } },
      undefined,
      {
        inbox: `${KNOWN} ${IN_THE_INBOX}`,
        none: `${KNOWN} If you were sent a message of your own, decide it by the link in that.`,
        links: 1,
      },
    ],
    [
      'a shared one where a person is to be known',
      { proof: 'identified' },
      undefined,
      {
        inbox: `${KNOWN} ${IN_THE_INBOX}`,
        none: `${KNOWN} If you were sent a message of your own, decide it by the link in that.`,
        links: 1,
      },
    ],
    [
      'a personal one where only a token counts',
      { proof: 'iam-or-jwt' },
      ANN,
      {
        inbox: `${SIGNED_IN} ${IN_THE_INBOX}`,
        none: `${SIGNED_IN} It is decided where people sign in, or by a signed request.`,
        links: 1,
      },
    ],
    [
      'whoever asked',
      { separation: ['requester'] },
      RITA,
      {
        inbox: `${RITA} asked for this, and who asks may not decide. ${NOTHING_TO_DO}`,
        none: `${RITA} asked for this, and who asks may not decide. ${NOTHING_TO_DO}`,
        links: 0,
      },
    ],
    [
      'who may not decide',
      { approvers: 'legal', quorum: { approvals: 2 } },
      undefined,
      {
        inbox: `link:finance may not decide this; it is for legal. ${NOTHING_TO_DO}`,
        none: `link:finance may not decide this; it is for legal. ${NOTHING_TO_DO}`,
        links: 0,
      },
    ],
  ])(
    'says to the reader of %s why they cannot decide, and what they do next, once',
    async (_, policy, reader, words) => {
      for (const hasInbox of [true, false]) {
        const { browser, link } = await asked({ ...PAY, ...policy }, { hasInbox });

        const { text, hrefs } = await browser().open(link('finance', reader));

        expect(text).toContain(`You cannot decide here ${hasInbox ? words.inbox : words.none} History`);
        expect(hrefs.filter((href) => href.startsWith('https://inbox.example.com'))).toHaveLength(
          hasInbox ? words.links : 0,
        );
        expect(text.toLowerCase().split('inbox').length - 1).toBe(hasInbox ? words.links : 0);
      }
    },
  );

  it('says to who has voted that others are waited for, and what became of another decision of theirs', async () => {
    for (const hasInbox of [true, false]) {
      const { browser, link } = await asked({ ...PAY, quorum: { approvals: 2 } }, { hasInbox });
      const [ann, url] = [browser(), link('finance', ANN)];
      const form = formFor(await ann.open(url), 'approve');
      await ann.send(url, form);

      const other = await ann.send(url, { ...form, action: 'reject', reason: 'No.' });
      const open = await ann.open(url);

      const next = hasInbox
        ? 'It waits for others now. Until it is decided, you can take your vote back in the inbox .'
        : 'It waits for others now; you need do nothing.';
      for (const { text } of [other, open]) expect(text).toContain(`You have voted You voted approve. ${next} History`);
      expect(other.text).toContain(
        'Nothing is decided yet. What you sent does not count: your first vote does. Pay 40 to ACME',
      );
      expect(open.text).not.toContain('Nothing is decided yet');
    }
  });

  it('takes the seat of a person who is named, by the link that their name was sent', async () => {
    const { browser, link, approval } = await asked({ ...PAY, assignee: 'Ann@example.com' });

    await act(browser(), link(ANN), 'approve');

    expect(await approval()).toMatchObject({ status: 'approved', settlement: { by: `link:${ANN}` } });
  });

  it('counts a person’s vote once, and says how the votes stand', async () => {
    const { browser, link, approval } = await asked({ ...PAY, quorum: { approvals: 2 } });
    const [ann, url] = [browser(), link('finance', ANN)];
    const form = formFor(await ann.open(url), 'approve');

    const voted = await ann.send(url, form);
    const again = await ann.send(url, form);
    const other = await ann.send(url, { ...form, action: 'reject', reason: 'No.' });
    const open = await ann.open(url);
    const second = await act(browser(), link('finance', BOB), 'approve');

    expect(voted.text).toContain('1 of 2 have approved');
    expect(again.html).toBe(voted.html);
    expect(other).toMatchObject({ status: 409, text: expect.stringContaining('Nothing is decided yet.') });
    expect(open).toMatchObject({ status: 200, forms: [], text: expect.stringContaining('You voted approve') });
    expect(second.status).toBe(200);
    expect((await approval())?.status).toBe('approved');
  });

  it('is of those whom it was handed to or escalated to as well, and tells those whom it was taken from why', async () => {
    const { system, browser, link, runId } = await asked({
      ...PAY,
      escalate: [{ after: '1h', to: 'boss@example.com' }],
    });
    const handler = createWebhook(system.kept(), AWS);
    const path = `/approvals/${runId}/pay/reassign`;
    const body = { to: 'legal@example.com', reason: 'Theirs.' };
    await handler(gatewayEvent({ method: 'POST', path, body, authorizer: jwt(ANN, 'finance') }));
    await system.pass('2h');

    const handed = await browser().open(link('legal@example.com', 'legal@example.com'));
    const escalated = await browser().open(link('boss@example.com', 'boss@example.com'));
    const before = await browser().open(link('finance', ANN));

    expect(handed.forms.map(({ action }) => action)).toEqual(['approve', 'edit', 'reject']);
    expect(escalated.forms.map(({ action }) => action)).toEqual(['approve', 'edit', 'reject']);
    expect(before).toMatchObject({ status: 200, forms: [], text: expect.stringContaining('may not decide this') });
  });

  it('opens nothing for who has left the group since', async () => {
    let members = [ANN, BOB];
    const changing: Directory = {
      resolve: async (actor) => ({ ...actor, groups: members.includes(actor.id) ? ['finance'] : [], listed: true }),
      members: async () => members,
    };
    const { browser, link } = await asked(PAY, { directory: changing });
    const [anns, bobs] = [link('finance', ANN), link('finance', BOB)];
    members = [ANN];

    expect([await browser().open(anns), await browser().open(bobs)].map(({ status }) => status)).toEqual([200, 404]);
  });
});

describe('a link that opens nothing', () => {
  it('is answered the same whatever is wrong with it', async () => {
    const [one, other] = [await asked(PAY), await asked(PAY)];
    const token = tokenIn(one.link('finance'));
    const [mac, run] = [token.slice(0, 26), token.slice(26)];
    const wrong = [
      ...['', 'x', token.slice(0, -1), token.slice(1), `${token}0`, token.slice(0, 26), run],
      ...[`${mac}${tokenIn(other.link('finance')).slice(26)}`, `${tokenIn(other.link('finance')).slice(0, 26)}${run}`],
      ...[`${mac}.${one.runId}`, `${mac}.-`, `${mac}.nowhere`, `${mac}${'0'.repeat(26)}`, `${mac}/${run}`],
      ...[`AAAA${token.slice(4)}`, `${token.slice(0, 25)}${token[25] === 'A' ? 'B' : 'A'}${run}`, token.toUpperCase()],
      ...['%00', '..%2f..', `${'é'.repeat(13)}${run}`, '<script>', 'x'.repeat(5_000)],
    ];
    const browser = one.browser();

    const answers = await Promise.all(
      wrong.flatMap((text) => [
        browser.open(`/decide/${text}`),
        browser.send(`/decide/${text}`, { action: 'approve', nonce: 'x' }),
      ]),
    );

    const [first] = answers;
    expect(first).toMatchObject({ status: 404, cookies: [], text: expect.stringContaining('This link opens nothing') });
    for (const answer of answers) expect(answer).toEqual(first);
  });

  it('is every link where there is no key', async () => {
    const { system, link } = await asked(PAY);
    const { links: _, ...kept } = system.kept();

    const page = await createBrowser(createWebhook(kept, AWS)).open(link('finance'));

    expect(page).toMatchObject({ status: 404, text: expect.stringContaining('This link opens nothing') });
  });
});
