/** The functions on a restored table: what they answer while nobody has accepted it, and what of another table they do not take. */
import type { DynamoDBRecord, SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createNotify } from '../../functions/notify.ts';
import { createResume } from '../../functions/resume.ts';
import { createStart } from '../../functions/start.ts';
import { createSweep } from '../../functions/sweep.ts';
import { createWake } from '../../functions/wake.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { imagesOf } from '../../shared/adapters/dynamodb/stream.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { resumeTerms, startTerms } from '../../shared/lambda/terms.ts';
import type { WakeUp } from '../../shared/ports/wake-queue.ts';
import { acceptRestored } from '../../shared/use-cases/accept-restored.ts';
import { linkTo, tokenIn } from '../support/decision-links.ts';
import { answered, gatewayEvent, jwt, lambdaContext } from '../support/gateway.ts';
import { createBrowser } from '../support/link-browser.ts';
import { createRecordingLog } from '../support/log.ts';
import { silenceErrors } from '../support/silence.ts';
import { memoryStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { refundWorkflow } from '../support/workflows.ts';

const AWS: HttpSettings = { local: false, origins: [] };
const [FIRST, RESTORED] = ['arn:…:table/runs/stream/1', 'arn:…:table/restored/stream/2'];
const RUN_ID = 'run_01kbd3k6wz0000000000000000';
const START = { workflow: 'refund', input: { orderId: 'o-1', amount: 40 } };
const operator = jwt('olga@example.com', 'operator', 'finance', 'starter');

let stores: TestStores;
let before: TestSystem;
let restored: TestSystem;
beforeEach(async () => {
  silenceErrors();
  stores = await memoryStores();
  before = createTestSystem({ workflows: [refundWorkflow([])], stores, generation: FIRST });
  restored = createTestSystem({ workflows: [refundWorkflow([])], stores, generation: RESTORED, clock: before.clock });
  await before.sweep();
  await before.start('refund', START.input, { runId: RUN_ID });
  await before.drain();
});

const RUN = `/runs/${RUN_ID}`;
const accept = async () =>
  acceptRestored({ ...stores, clock: restored.clock }, RESTORED, await stores.generations.read());

describe('the functions on a restored table', () => {
  const request = async (method: string, path: string, body?: unknown) => {
    const kept = { ...restored.kept(), tickets: stores.tickets };
    const event = { method, path, authorizer: operator, ...(body !== undefined && { body }) };
    return answered(await createWebhook(kept, AWS)(gatewayEvent(event)));
  };

  it.each([
    ['GET', RUN, 200],
    ['GET', '/runs', 200],
    ['GET', '/approvals', 200],
    ['POST', '/stream/ticket', 201],
  ])('answer %s %s, so that somebody can look', async (method, path, status) => {
    expect(await request(method, path)).toMatchObject({ status });
  });

  it.each([
    ['POST', `${RUN}/cancel`, undefined],
    ['POST', '/webhooks/approve', { key: 'approve:refund', action: 'approve' }],
    ['POST', '/delegations', { to: 'bob@example.com', until: '2026-02-01T00:00:00Z' }],
  ])('refuse %s %s with 503, and say what is to be done', async (method, path, body) => {
    const refused = await request(method, path, body);

    expect(refused).toMatchObject({ status: 503, type: 'application/problem+json', body: { code: 'frozen' } });
    expect(String(refused.body.detail)).toContain('countersign accept-restored');
  });

  it('start nothing: an invocation fails, and a message comes again', async () => {
    const start = createStart(restored.runner(), startTerms, AWS);

    await expect(start(START, lambdaContext())).rejects.toMatchObject({ code: 'frozen' });
    const message = { messageId: 'm-1', body: JSON.stringify(START), eventSource: 'aws:sqs' };
    expect(await start({ Records: [message] }, lambdaContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-1' }],
    });
    expect((await restored.kept().runs.list({}, { limit: 10 })).items).toHaveLength(1);
  });

  it('E5: have the sweep fail each time, so that its alarm tells somebody, until the table is accepted', async () => {
    const sweep = () => createSweep(restored.teller())({}, lambdaContext());

    await expect(sweep()).rejects.toMatchObject({ code: 'frozen' });
    await expect(sweep()).rejects.toMatchObject({ code: 'frozen' });

    await accept();
    expect(await sweep()).toMatchObject({ runs: 1, failed: 0 });
  });

  it('let a wake-up go, which is not laid aside', async () => {
    const body = JSON.stringify({ runId: RUN_ID } satisfies WakeUp);

    await createResume(restored.runner(), resumeTerms)({ Records: [{ body }] } as SQSEvent, lambdaContext());

    expect(await restored.view(RUN_ID)).toMatchObject({ status: 'waiting' });
  });
});

describe('a decision link', () => {
  const pageOf = async (system: TestSystem, link: string) =>
    createBrowser(createWebhook(system.kept(), AWS)).open(link);

  it('E4: of the table before opens nothing in a restored one, and cannot be told from one that is made up', async () => {
    const link = linkTo(before.notices, 'finance');
    const madeUp = link.replace(tokenIn(link), tokenIn(link).replace(/^(.{10})./, '$1_'));

    const [there, here, wrong] = [
      await pageOf(before, link),
      await pageOf(restored, link),
      await pageOf(restored, madeUp),
    ];

    expect([there.status, here.status, wrong.status]).toEqual([200, 404, 404]);
    expect(here.text).toBe(wrong.text);
    expect(tokenIn(link)).toHaveLength(52);
  });

  it('of the table before opens nothing after it is accepted either; that of the next reminder does', async () => {
    await accept();
    await restored.pass('5h');

    const link = linkTo(restored.notices, 'finance');

    expect((await pageOf(restored, linkTo(before.notices, 'finance'))).status).toBe(404);
    expect((await pageOf(restored, link)).status).toBe(200);
    expect(tokenIn(link)).toHaveLength(52);
  });
});

describe('a record of a stream', () => {
  /** What its table's stream has of the decision. */
  const recordOf = async (eventSourceARN?: string): Promise<DynamoDBRecord> => {
    const after = await stores.approvals.get(RUN_ID, 'approve:refund');
    if (!after) throw new Error('Nothing was asked.');
    const images = imagesOf({ kind: 'approval', after });
    const dynamodb = { ...images, SequenceNumber: '1' } as NonNullable<DynamoDBRecord['dynamodb']>; // the same shape by another name
    return { eventID: 'e-1', eventName: 'MODIFY', dynamodb, ...(eventSourceARN !== undefined && { eventSourceARN }) };
  };
  beforeEach(async () => {
    await before.decide(RUN_ID, 'approve:refund', { action: 'approve' });
    await accept();
  });

  it.each([
    ['its own', RESTORED, []],
    ['another', FIRST, [{ itemIdentifier: '1' }]],
    ['no', undefined, []],
  ])('is followed by notify and wake as it says that it is of %s table', async (_which, arn, batchItemFailures) => {
    const woken: WakeUp[] = [];
    const queue = { send: async (wakeUp: WakeUp) => void woken.push(wakeUp) };
    const event = { Records: [await recordOf(arn)] };

    expect(await createNotify(restored.teller())(event)).toEqual({ batchItemFailures });
    expect(await createWake({ queue, generation: RESTORED }, createRecordingLog())(event)).toEqual({
      batchItemFailures,
    });

    expect(woken).toHaveLength(batchItemFailures.length === 0 ? 1 : 0);
    expect(restored.notices).toHaveLength(batchItemFailures.length === 0 ? 1 : 0);
  });
});
