/**
 * The stack of `npm run deploy`, deployed to an emulator of AWS (MiniStack) and driven from outside.
 *
 * What this does not show: that policies let functions do what they do (MiniStack checks none, nor trust or key policies), tokens
 * of people (there is no issuer), CloudFront and the inbox, cookies, what becomes of records that fail (no partial failures, retries
 * or bisection on streams), throttling, timeouts and memory, dead letters, metrics, alarms (those of metric math are left out of
 * the template) and the dashboard, traces, access logs, the rotation of the secret (its schedule is left out as well), mail, SMS and
 * Slack. Policies, alarms and terms are held by `test/infra`.
 */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/local-process.ts';
import { listen, type ToldEvent, target } from './events.ts';
import { sendSigned } from './http.ts';
import { type Cloud, CREDENTIALS, REGION, startMiniStack } from './ministack.ts';
import { subscribe, type ToldNotice } from './notices.ts';
import { browse, linkIn } from './pages.ts';
import type { TestQueue } from './queue.ts';
import { answerAsAws, follow } from './sockets.ts';
import { bootstrap, deploy, type StackOutputs } from './stack.ts';

const KEY = 'approve:note';
const SETTINGS = {
  workflows: 'test/deploy/workflows.ts',
  jwtIssuer: 'https://id.example.com',
  jwtAudience: 'countersign',
  inbox: 'false',
  startQueue: 'true',
};

describe('the deployed stack', () => {
  let cloud: Cloud;
  let stack: StackOutputs;
  let lambda: LambdaClient;
  let notices: TestQueue<ToldNotice>;
  let events: TestQueue<ToldEvent>;
  beforeAll(async () => {
    cloud = await startMiniStack();
    await bootstrap(cloud);
    stack = await deploy(cloud, SETTINGS);
    lambda = new LambdaClient(clientSettings());
    notices = await subscribe(cloud, output('TopicArn'));
    events = await listen(cloud);
    await answerAsAws(cloud, output('StreamUrl'));
  });
  afterAll(() => cloud?.stop());

  const clientSettings = () => ({ endpoint: cloud.endpoint, region: REGION, credentials: CREDENTIALS });
  const output = (name: string): string => {
    const value = stack[name];
    if (value === undefined)
      throw new Error(`The stack has no output ${name}; it has ${Object.keys(stack).join(', ')}.`);
    return value;
  };
  const invoke = async (event: unknown): Promise<Record<string, unknown>> => {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: output('StartFunctionName'), Payload: Buffer.from(JSON.stringify(event)) }),
    );
    if (FunctionError !== undefined) throw new Error(`${FunctionError}: ${Payload?.transformToString()}`);
    return JSON.parse(Payload?.transformToString() ?? 'null');
  };
  const signed = (method: string, path: string, body?: unknown) =>
    sendSigned(cloud, output('SystemsUrl'), { method, path, body });
  const start = (runId: string, within = '1h') => invoke({ workflow: 'note', runId, input: { what: runId, within } });
  const ended = (runId: string) =>
    eventually(
      async () => (await signed('GET', `/runs/${runId}`)).body,
      ({ status }) => status !== 'running' && status !== 'waiting',
    );
  const approve = (runId: string) =>
    signed('POST', '/webhooks/approve', { key: KEY, runId, action: 'approve', comment: 'Fine.' });
  const toldOf = (runId: string, kind: string) =>
    notices.next(({ attributes }) => attributes.runId === runId && attributes.kind === kind);

  it('E1, E2: starts a run by direct invoke, tells of it, takes a decision, and goes on by the stream', async () => {
    const started = await start('direct-1');
    const notice = await toldOf('direct-1', 'approval-needed');
    const decided = await approve('direct-1');
    const run = await ended('direct-1');

    expect(started).toMatchObject({ status: 'waiting', waitingFor: [{ key: KEY }] });
    expect(notice.subject).toBe('Approval needed: Note direct-1');
    expect(decided).toMatchObject({ status: 200, body: { status: 'approved', proof: 'iam' } });
    expect(run).toMatchObject({ status: 'completed', result: 'noted direct-1' });
  });

  it('E1: starts a run over signed HTTP, once for one id', async () => {
    const body = { workflow: 'refund', runId: 'http-1', input: { orderId: 'http-1', amount: 5 } };

    const first = await signed('POST', '/runs', body);
    const again = await signed('POST', '/runs', body);
    const other = await signed('POST', '/runs', { ...body, input: { orderId: 'other', amount: 5 } });

    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    expect(again.body.runId).toBe('http-1');
  });

  it('C3: tells who was first where an approval is decided twice', async () => {
    await start('twice-1');
    await toldOf('twice-1', 'approval-needed');
    await approve('twice-1');

    const late = await signed('POST', `/approvals/twice-1/${KEY}/decision`, { action: 'reject', reason: 'No.' });

    expect(late).toMatchObject({ status: 409, body: { code: 'already-decided', decision: { action: 'approve' } } });
  });

  it('E5: lets the schedule end an approval whose time is over, and the run go on with its default', async () => {
    await start('brief-1', '1s');

    const run = await ended('brief-1');

    expect(run).toMatchObject({ status: 'completed', result: 'noted nothing' });
  });

  it('E4: takes a decision by the link in the notice, where its page was shown and a button pressed twice', async () => {
    await invoke({ workflow: 'refund', runId: 'link-1', input: { orderId: 'link-1', amount: 40 } });
    const notice = await toldOf('link-1', 'approval-needed');
    const link = linkIn(notice.text);
    const browser = browse(cloud, new URL(link).origin);

    const page = await browser.open(link);
    const form = page.forms.find(({ action }) => action === 'approve') ?? {};
    const asked = await browser.send(link, form);
    const before = await signed('GET', '/runs/link-1');
    const decided = await browser.send(link, asked.forms[0] ?? {});
    const run = await ended('link-1');

    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Refund 40 for link-1') });
    expect(asked).toMatchObject({ status: 200, text: expect.stringContaining('Nothing is decided yet.') });
    expect(before.body).toMatchObject({ status: 'waiting' });
    expect(decided).toMatchObject({ status: 200, text: expect.stringContaining('Approved with the link of finance') });
    expect(run).toMatchObject({ status: 'completed', result: { orderId: 'link-1', refunded: 40 } });
  });

  it('E6: tells a page that follows an approval how it stands, and then how it is decided', async () => {
    await start('live-1');
    await toldOf('live-1', 'approval-needed');
    const { body } = await signed('POST', '/stream/ticket');
    const page = await follow(cloud, output('StreamUrl'), {
      ...{ approval: `live-1/${KEY}`, ticket: String(body.ticket) },
    });

    const [first] = await page.until('pending');
    await approve('live-1');
    const change = (await page.until('approved')).at(-1);
    page.close();

    expect(first).toMatchObject({ runId: 'live-1', key: KEY, status: 'pending' });
    expect(change).toMatchObject({ runId: 'live-1', key: KEY, status: 'approved' });
    expect(String(change?.revision) > String(first?.revision)).toBe(true);
  });

  it('E6: lets no page follow without a ticket, nor with one that was used', async () => {
    await start('live-2');
    const { body } = await signed('POST', '/stream/ticket');
    const query = { approval: `live-2/${KEY}`, ticket: String(body.ticket) };
    const page = await follow(cloud, output('StreamUrl'), query);
    page.close();

    await expect(follow(cloud, output('StreamUrl'), query)).rejects.toThrow();
    await expect(follow(cloud, output('StreamUrl'), { approval: query.approval })).rejects.toThrow();
  });

  it('tells other systems over the event bus what is asked, what was decided, and what became of the run', async () => {
    await start('told-1');
    await toldOf('told-1', 'approval-needed');
    await approve('told-1');

    const of = (type: string) =>
      events.next(({ detail, 'detail-type': told }) => detail.runId === 'told-1' && told === type);
    const [asked, settled, completed] = [
      await of('Approval Needed'),
      await of('Approval Settled'),
      await of('Run Completed'),
    ];

    expect(asked).toMatchObject({ source: 'countersign', detail: { key: KEY, title: 'Note told-1' } });
    expect(settled).toMatchObject({ detail: { status: 'approved', decision: { action: 'approve' } } });
    expect(completed).toMatchObject({ detail: { status: 'completed', result: 'noted told-1' } });
  });

  it('E1: starts runs by messages of the queue, each on its own', async () => {
    const sqs = new SQSClient(clientSettings());
    const put = (message: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: output('StartQueueUrl'), MessageBody: message }));
    const input = { what: 'queue-1', within: '1h' };

    await put('not JSON');
    await put(JSON.stringify({ workflow: 'note', runId: 'queue-1', input }));
    await toldOf('queue-1', 'approval-needed');

    expect((await signed('GET', '/runs/queue-1')).body).toMatchObject({ status: 'waiting', workflow: 'note' });
  });

  it('E1: starts a run by an event of another system, once a rule hands it to start', async () => {
    const name = output('StartFunctionName');
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
    await target(cloud, 'orders', { source: ['orders'] }, String(Configuration?.FunctionArn));
    const detail = { workflow: 'note', runId: 'event-1', input: { what: 'event-1', within: '1h' } };

    await new EventBridgeClient(clientSettings()).send(
      new PutEventsCommand({ Entries: [{ Source: 'orders', DetailType: 'Order', Detail: JSON.stringify(detail) }] }),
    );
    await toldOf('event-1', 'approval-needed');

    expect((await signed('GET', '/runs/event-1')).body).toMatchObject({ status: 'waiting', workflow: 'note' });
  });

  it('goes on with a run that waited while the stack was deployed anew', async () => {
    await start('across-1');
    await toldOf('across-1', 'approval-needed');

    stack = await deploy(cloud, { ...SETTINGS, retentionDays: '30' });
    await approve('across-1');
    const run = await ended('across-1');

    expect(run).toMatchObject({ status: 'completed', result: 'noted across-1' });
  });
});
