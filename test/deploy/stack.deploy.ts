/** The very stack of `npm run deploy`, deployed to an emulator of AWS and driven from outside. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/local-process.ts';
import { sendSigned } from './http.ts';
import { type Cloud, CREDENTIALS, REGION, startMiniStack } from './ministack.ts';
import { type Reader, subscribe } from './notices.ts';
import { bootstrap, deploy, type StackOutputs } from './stack.ts';

const KEY = 'approve:note';
const SETTINGS = {
  workflows: 'test/deploy/workflows.ts',
  jwtIssuer: 'https://id.example.com',
  jwtAudience: 'countersign',
  inbox: 'false',
};

describe('the deployed stack', () => {
  let cloud: Cloud;
  let stack: StackOutputs;
  let lambda: LambdaClient;
  let reader: Reader;
  beforeAll(async () => {
    cloud = await startMiniStack();
    await bootstrap(cloud);
    stack = await deploy(cloud, SETTINGS);
    lambda = new LambdaClient({ endpoint: cloud.endpoint, region: REGION, credentials: CREDENTIALS });
    reader = await subscribe(cloud, output('TopicArn'));
  });
  afterAll(() => cloud?.stop());

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
    reader.next(({ attributes }) => attributes.runId === runId && attributes.kind === kind);

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

  it('goes on with a run that waited while the stack was deployed anew', async () => {
    await start('across-1');
    await toldOf('across-1', 'approval-needed');

    stack = await deploy(cloud, { ...SETTINGS, retentionDays: '30' });
    await approve('across-1');
    const run = await ended('across-1');

    expect(run).toMatchObject({ status: 'completed', result: 'noted across-1' });
  });
});
