/** What the functions say and count: all of a run is found by its ids, and nothing of what people and workflows wrote. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createNotify } from '../../functions/notify.ts';
import { createResume } from '../../functions/resume.ts';
import { createStart } from '../../functions/start.ts';
import { createSweep } from '../../functions/sweep.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { imagesOf } from '../../shared/adapters/dynamodb/stream.ts';
import { approvalKey } from '../../shared/adapters/dynamodb/table.ts';
import { createLambdaLog } from '../../shared/adapters/powertools/lambda-log.ts';
import { defineWorkflow } from '../../shared/engine/workflow.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { resumeTerms, startTerms } from '../../shared/lambda/terms.ts';
import { createFailingChannel } from '../support/channel.ts';
import { createTestClock } from '../support/clock.ts';
import { answered, gatewayEvent, jwt, lambdaContext } from '../support/gateway.ts';
import { memoryStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';

const AWS: HttpSettings = { local: false, origins: [] };
const MARKER = 'MARKER';
const KEY = 'approve:bonus';
const ANN = 'ann.MARKER@example.com';

const bonus = defineWorkflow({
  name: 'bonus',
  version: '1',
  input: z.object({ to: z.string() }),
  run: async ({ step, approval, input }) => {
    const text = await step('collect', () => `${input.to} of ${MARKER}`);
    const { value } = await approval(KEY, { title: MARKER, assignee: ['finance', ANN], proposed: text });
    return step('pay', () => Promise.reject(new Error(`${MARKER}: no account of ${String(value)}`)));
  },
});

let written: string[];
let stores: TestStores;
let system: TestSystem;
beforeEach(async () => {
  written = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((line) => {
      written.push(String(line));
      return true;
    });
  stores = await memoryStores();
  const clock = createTestClock({ sleep: 'short-at-once' });
  const channels = [createFailingChannel(1, 'mail')];
  system = createTestSystem({ workflows: [bonus], stores, clock, channels, log: createLambdaLog() });
});
afterEach(() => vi.restoreAllMocks());

const lines = () => written.map((line) => JSON.parse(line));
const start = (runId: string, event: unknown = { workflow: 'bonus', input: { to: MARKER }, runId }) =>
  createStart(system.runner(), startTerms, AWS)(event, lambdaContext());
const decide = async (body: object) => {
  const path = `/approvals/r-1/${encodeURIComponent(KEY)}/decision`;
  const request = { method: 'POST', path, body, authorizer: jwt(ANN, 'finance') };
  return answered(await createWebhook(system.kept(), AWS)(gatewayEvent(request)));
};

it('tells the whole way of a run by its id, and not a word of what was written', async () => {
  await start('r-1');
  await system.drain();
  const decided = await decide({
    action: 'edit',
    editedValue: MARKER,
    originalValue: `${MARKER} of ${MARKER}`,
    reason: MARKER,
  });
  await system.drain();

  expect(decided).toMatchObject({ status: 200 });
  expect(await system.run('r-1')).toMatchObject({ status: 'failed' });
  const of = { runId: 'r-1' };
  expect(lines().filter(({ level }) => level === 'INFO')).toMatchObject([
    { ...of, message: 'The run was driven.', workflow: 'bonus', status: 'waiting', ms: 0 },
    { ...of, message: 'A decision was taken.', key: KEY, action: 'edit', status: 'edited' },
    { ...of, message: 'The run was driven.', workflow: 'bonus', status: 'failed', stepKey: 'pay' },
  ]);
  expect(written.join('')).not.toContain(MARKER);
  expect(JSON.stringify(system.counted)).not.toContain(MARKER);
  expect(system.counted.length).toBeGreaterThan(4);
});

it('tells which notice of which approval failed, and on which channel', async () => {
  system = createTestSystem({
    ...{ workflows: [bonus], stores, clock: createTestClock({ sleep: 'short-at-once' }), log: createLambdaLog() },
    channels: [createFailingChannel(Number.POSITIVE_INFINITY, 'mail')],
  });
  await start('r-1');
  await system.drain();

  expect(lines().filter(({ level }) => level === 'WARN')).toMatchObject([
    {
      ...{ runId: 'r-1', key: KEY, channel: 'mail', deliveryId: expect.stringMatching(/^dlv_/) },
      ...{ noticeId: `r-1/${KEY}/1/approval-needed`, error: { message: 'The mail server is away.' } },
    },
  ]);
  expect(written.join('')).not.toContain(MARKER);
});

/** A store that is away, and says in its error what it was to write. */
const away = () =>
  Promise.reject(new Error('The table is away.', { cause: Object.assign(new Error(), { Item: MARKER }) }));

it('tells the run where a function fails on it', async () => {
  await start('r-1');
  await system.drain();
  const change = system.log.find(({ kind }) => kind === 'approval');
  if (!change) throw new Error('Nobody was asked.');
  written.length = 0;
  const kept = {
    ...system.kept(),
    runs: { ...stores.runs, move: away, load: away },
    approvals: { ...stores.approvals, refreshInboxes: away },
  };
  const broken = { ...kept, channels: [], publicUrl: 'https://x.test', workflows: system.runner().workflows };
  const terms = resumeTerms;

  const event = { Records: [{ body: JSON.stringify({ runId: 'r-1' }) }] };
  await expect(createResume(broken, terms)(event as never, lambdaContext())).rejects.toThrow('away');
  const { pk, sk } = approvalKey('r-1', KEY);
  const Keys = { pk: { S: pk }, sk: { S: sk } };
  const record = { eventID: 'e-1', dynamodb: { ...imagesOf(change), Keys, SequenceNumber: '1' } };
  await createNotify(broken)({ Records: [record] } as never);
  system.clock.advance('2d');
  await createSweep(broken)(undefined, lambdaContext());
  const request = { method: 'POST', path: '/runs/r-1/cancel', body: {}, authorizer: jwt(ANN, 'operator') };
  await createWebhook(broken, AWS)(gatewayEvent(request));

  const error = { message: 'The table is away.' };
  expect(lines()).toMatchObject([
    { level: 'ERROR', runId: 'r-1', message: expect.stringMatching(/^The run could not go on;/), error },
    { level: 'ERROR', runId: 'r-1', key: KEY, eventId: 'e-1', error },
    { level: 'ERROR', runId: 'r-1', message: 'A run could not be swept; it stays due.', error },
    { level: 'ERROR', runId: 'r-1', message: 'A request failed.', error },
  ]);
  expect(written.join('')).not.toContain(MARKER);
});

it('tells which message could not be taken, and nothing of what it says', async () => {
  const of = { eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:1:starts' };
  const bodies = [`{"${MARKER}`, MARKER, JSON.stringify({ workflow: 'bonus', input: { to: { [MARKER]: MARKER } } })];

  await start('none', { Records: bodies.map((body, at) => ({ ...of, messageId: `m-${at}`, body })) });

  expect(lines()).toMatchObject([
    { level: 'ERROR', messageId: 'm-0', error: { code: 'invalid-json' } },
    { level: 'ERROR', messageId: 'm-1', error: { code: 'invalid-json' } },
    { level: 'ERROR', messageId: 'm-2', error: { code: 'invalid-input' } },
  ]);
  expect(written.join('')).not.toContain(MARKER);
});
