/** What the webhook function does with what Slack sends, in the shapes that Slack documents. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWebhook } from '../../functions/webhook.ts';
import { createMemoryDirectory } from '../../shared/adapters/directory/memory-directory.ts';
import { createSlackWorkspace } from '../../shared/adapters/slack/slack-workspace.ts';
import { person } from '../support/builders.ts';
import { gatewayEvent } from '../support/gateway.ts';
import { silenceErrors } from '../support/silence.ts';
import { type SlackEndpoint, startSlackEndpoint } from '../support/slack-endpoint.ts';
import { describeOnBothStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../support/workflows.ts';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const KEY = 'approve:refund';

describeOnBothStores('what Slack sends', (freshStores) => {
  let slack: SlackEndpoint;
  let system: TestSystem;
  let runId: string;
  let digest: string;
  const twoOfThem = workflowOf('two', ({ approval }) =>
    approval(KEY, { assignee: 'finance', quorum: { approvals: 2 }, proposed: 40, title: 'Pay 40' }),
  );

  beforeEach(async () => {
    slack = await startSlackEndpoint();
    for (const [id, email, more] of [
      ['U1', 'Ann@Example.com', {}],
      ['U2', 'eve@example.com', {}],
      ['U3', 'ann@example.com', { team_id: 'T9', is_stranger: true }],
      ['U4', undefined, {}],
      ['U5', 'ann@example.com', { deleted: true }],
      ['U6', 'ann@example.com', { is_email_confirmed: false }],
    ] as const) {
      slack.users.set(id, { id, team_id: 'T1', ...more, profile: email ? { email } : {} });
    }
    const directory = createMemoryDirectory({ groups: { finance: ['ann@example.com', 'bob@example.com'] } });
    const workflows = [refundWorkflow([] as Effects), twoOfThem];
    system = createTestSystem({ workflows, stores: await freshStores(), directory });
    await start('refund');
  });
  afterEach(() => slack.stop());

  const start = async (workflow: string) => {
    const { run } = await system.start(workflow, { orderId: 'o-1', amount: 40 });
    await system.drain();
    runId = run.runId;
    digest = (await approval())?.digest ?? '';
  };
  const approval = () => system.kept().approvals.get(runId, KEY);
  const ref = (more: object = {}) => JSON.stringify({ runId, key: KEY, digest, ...more });

  /** As https://docs.slack.dev/reference/interaction-payloads/block_actions-payload has it. */
  const clicked = (action: string, user = 'U1', value: string | undefined = ref()) => ({
    type: 'block_actions',
    user: { id: user, username: 'ann', name: 'ann', team_id: 'T1' },
    ...{ api_app_id: 'A1', token: 'verification', trigger_id: '12466734323.1395872398' },
    container: { type: 'message', message_ts: '1767600000.000001', channel_id: 'C1', is_ephemeral: false },
    team: { id: 'T1', domain: 'example' },
    ...{ enterprise: null, is_enterprise_install: false, channel: { id: 'C1', name: 'approvals' } },
    message: { type: 'message', ts: '1767600000.000001', text: 'Approval needed' },
    state: { values: {} },
    response_url: `${slack.answersAt}T1/1/x`,
    actions: [
      {
        ...{ action_id: `countersign.${action}`, block_id: '=qXel', type: 'button', action_ts: '1767600001.1' },
        ...{ text: { type: 'plain_text', text: action, emoji: true }, ...(value && { value }) },
      },
    ],
  });
  /** As https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload has it. */
  const submitted = (reason: string | null, user = 'U1', metadata = ref()) => ({
    type: 'view_submission',
    team: { id: 'T1', domain: 'example' },
    user: { id: user, username: 'ann', name: 'ann', team_id: 'T1' },
    ...{ api_app_id: 'A1', token: 'verification', trigger_id: '1.2' },
    view: {
      ...{ id: 'V1', team_id: 'T1', type: 'modal', callback_id: 'countersign.reject', hash: '1.x' },
      private_metadata: metadata,
      state: { values: { reason: { reason: { type: 'plain_text_input', value: reason } } } },
    },
    response_urls: [],
  });

  interface Sending {
    at?: number;
    headers?: Record<string, string | undefined>;
    secret?: string;
    without?: boolean;
  }
  const send = async (payload: unknown, { at = 0, headers = {}, secret = SECRET, without }: Sending = {}) => {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor(system.clock.now().getTime() / 1000) + at);
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const all = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
      ...headers,
    };
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    const door = {
      workspace: createSlackWorkspace({
        ...{ clock: system.clock, apiUrl: slack.apiUrl, answersAt: slack.answersAt },
        token: async () => 'xoxb-1',
      }),
      signingSecret: async () => SECRET,
    };
    const webhook = createWebhook(system.kept(), { local: false, origins: [] }, without ? undefined : door);
    const event = gatewayEvent({ method: 'POST', path: '/slack/interactions', body, headers: given });
    const { statusCode, body: answer = '' } = await webhook(event);
    return { status: statusCode, body: answer, again: () => webhook(event) };
  };

  it('approves, with the digest that was shown, as the person with that e-mail address', async () => {
    const answer = await send(clicked('approve'));

    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(await approval()).toMatchObject({
      status: 'approved',
      settlement: { by: 'ann@example.com', proof: 'slack', door: 'slack', digest },
    });
    expect(slack.said).toEqual([]);
  });

  it('asks for the reason in a dialog that carries what was shown, and rejects with it', async () => {
    const opened = await send(clicked('reject'));
    const [call] = slack.calls;
    const view = call?.args.view as { private_metadata: string };
    const rejected = await send(submitted('Too much.', 'U1', view.private_metadata));

    expect(opened).toMatchObject({ status: 200, body: '' });
    expect(call).toMatchObject({
      method: 'views.open',
      args: { trigger_id: '12466734323.1395872398', view: { type: 'modal', callback_id: 'countersign.reject' } },
    });
    expect(rejected).toMatchObject({ status: 200, body: '' });
    expect(await approval()).toMatchObject({ status: 'rejected', settlement: { reason: 'Too much.', door: 'slack' } });
  });

  it('does nothing where a link was opened, or something else was sent', async () => {
    for (const payload of [clicked('open', 'U1', ''), { type: 'view_closed' }, { type: 'shortcut' }])
      expect(await send(payload)).toMatchObject({ status: 200, body: '' });

    expect(await approval()).toMatchObject({ status: 'pending' });
    expect(slack.calls).toEqual([]);
  });

  it.each<[string, Sending]>([
    ['a wrong signature', { secret: 'another' }],
    ['another letter in the signature', { headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } }],
    ['a signature cut short', { headers: { 'x-slack-signature': 'v0=' } }],
    ['no signature', { headers: { 'x-slack-signature': undefined } }],
    ['no timestamp', { headers: { 'x-slack-request-timestamp': undefined } }],
    ['a timestamp that is no number', { headers: { 'x-slack-request-timestamp': 'now' } }],
    ['another timestamp than was signed', { headers: { 'x-slack-request-timestamp': '1767600000' } }],
    ['a timestamp of more than five minutes ago', { at: -301 }],
    ['a timestamp of more than five minutes ahead', { at: 301 }],
  ])('refuses %s', async (_, sending) => {
    const { status, body } = await send(clicked('approve'), sending);

    expect([status, JSON.parse(body)]).toMatchObject([401, { code: 'unauthenticated' }]);
    expect(await approval()).toMatchObject({ status: 'pending' });
    expect(slack.calls).toEqual([]);
  });

  it('takes a timestamp of five minutes ago', async () => {
    expect((await send(clicked('approve'), { at: -300 })).status).toBe(200);
    expect(await approval()).toMatchObject({ status: 'approved' });
  });

  it('takes the same request twice without harm, and refuses it once it is old', async () => {
    const { again } = await send(clicked('approve'));
    const decided = await approval();

    expect(await again()).toMatchObject({ statusCode: 200, body: '' });
    system.clock.advance('6m');
    expect(await again()).toMatchObject({ statusCode: 401 });

    expect(await approval()).toEqual(decided);
    expect(slack.said).toEqual([]);
  });

  it.each([
    ['U2', 'eve@example.com may not decide this; it is for finance.'],
    ['U3', 'Slack does not say who you are'],
    ['U4', 'Slack does not say who you are'],
    ['U5', 'Slack does not say who you are'],
    ['U6', 'Slack does not say who you are'],
  ])('tells member %s alone that they may not', async (user, words) => {
    await send(clicked('approve', user));

    expect(slack.said).toEqual([expect.stringContaining(words)]);
    expect(await approval()).toMatchObject({ status: 'pending' });
  });

  it('tells somebody whom Slack does not know that nothing was decided', async () => {
    silenceErrors();
    const { status } = await send(clicked('approve', 'U404'));

    expect(status).toBe(200);
    expect(slack.said).toEqual([expect.stringContaining('nothing was decided')]);
    expect(await approval()).toMatchObject({ status: 'pending' });
  });

  it('says who decided what and when to who clicks a button that is stale', async () => {
    await system.decide(runId, KEY, { action: 'reject', reason: 'No.' }, person('bob@example.com', ['finance']));

    await send(clicked('approve'));
    const dialog = await send(submitted('No, too.'));

    const words = 'This approval was rejected by bob@example.com on Mon 5 Jan 2026, 09:00 UTC.';
    expect(slack.said).toEqual([words]);
    expect(JSON.parse(dialog.body)).toEqual({ response_action: 'errors', errors: { reason: words } });
  });

  it('says as it stands what somebody is called, which is no mention and no link', async () => {
    slack.users.set('U7', { id: 'U7', team_id: 'T1', profile: { email: '<!here>&<https://evil.example|ann>@*x*' } });

    await send(clicked('approve', 'U7'));

    expect(slack.said).toEqual([
      expect.stringContaining('&lt;!here&gt;&amp;&lt;https://evil.example|ann&gt;@*x* may not decide this'),
    ]);
    expect(slack.answers).toMatchObject([{ response_type: 'ephemeral', mrkdwn: false }]);
  });

  it('I5: decides nothing where something else was shown', async () => {
    await send(clicked('approve', 'U1', ref({ digest: 'another' })));

    expect(slack.said).toHaveLength(1);
    expect(await approval()).toMatchObject({ status: 'pending' });
  });

  it.each([null, '', '   '])('has the dialog say that a reason is missing, for %o', async (reason) => {
    const { status, body } = await send(submitted(reason));

    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      response_action: 'errors',
      errors: { reason: expect.stringMatching(/reason/) },
    });
    expect(await approval()).toMatchObject({ status: 'pending' });
  });

  it('tells who votes that it counts', async () => {
    await start('two');

    await send(clicked('approve'));

    expect(slack.said).toEqual(['Your vote counts: 1 of 2 approvals are there.']);
  });

  it('decides though Slack cannot be answered', async () => {
    silenceErrors();
    await start('two');
    const payload = { ...clicked('approve'), response_url: 'https://elsewhere.example.com/x' };

    expect((await send(payload)).status).toBe(200);
    expect((await approval())?.acts).toHaveLength(1);
  });

  it.each([
    ['no value', ''],
    ['a value that is no JSON', '{'],
    ['more in its value', JSON.stringify({ runId: 'r', key: 'k', digest: 'd', actorId: 'boss' })],
  ])('refuses a button with %s', async (_, value) => {
    const payload = clicked('approve');
    const actions = payload.actions.map((action) => ({ ...action, value }));

    expect((await send({ ...payload, actions })).status).toBeGreaterThanOrEqual(400);
  });

  it('asks who somebody is once in five minutes', async () => {
    const workspace = createSlackWorkspace({
      ...{ clock: system.clock, apiUrl: slack.apiUrl },
      token: async () => 'xoxb-1',
    });

    for (let i = 0; i < 3; i++) await workspace.emailOf('U1');
    system.clock.advance('5m');
    await workspace.emailOf('U1');

    expect(slack.calls.map(({ method }) => method).sort()).toEqual(['auth.test', 'users.info', 'users.info']);
  });

  it('is not there where Slack is not set up', async () => {
    const { status, body } = await send(clicked('approve'), { without: true });

    expect([status, JSON.parse(body)]).toMatchObject([404, { code: 'not-found' }]);
  });
});
