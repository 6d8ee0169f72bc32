/** The start function, invoked directly and over HTTP. */
import { beforeEach, describe, expect, it } from 'vitest';
import workflows from '../../examples/workflows.ts';
import { createStart } from '../../functions/start.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { resumeTerms, startTerms } from '../../shared/lambda/terms.ts';
import { answered, gatewayEvent, jwt, lambdaContext } from '../support/gateway.ts';
import { silenceErrors } from '../support/silence.ts';
import { memoryStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';

const LOCAL: HttpSettings = { local: true, origins: [] };
const EVENT = { workflow: 'refund', input: { orderId: 'order-1', amount: 40 } };

let system: TestSystem;
beforeEach(async () => {
  system = createTestSystem({ workflows, stores: await memoryStores() });
});
const invoke = (event: unknown, context = lambdaContext()) =>
  createStart(system.runner(), startTerms, LOCAL)(event, context);

describe('invoked directly', () => {
  it('E1: answers with the run at its first pause', async () => {
    const run = await invoke({ ...EVENT, runId: 'r-1', startedBy: 'shop' });

    expect(run).toMatchObject({
      runId: 'r-1',
      status: 'waiting',
      startedBy: 'shop',
      waitingFor: [{ key: 'approve:refund' }],
    });
  });

  it('E1: starts one run for an invocation that Lambda repeats', async () => {
    const first = await invoke(EVENT, lambdaContext('a'));
    const again = await invoke(EVENT, lambdaContext('a'));
    const other = await invoke(EVENT, lambdaContext('b'));

    expect(again).toEqual(first);
    expect(other).not.toMatchObject({ runId: (first as { runId: string }).runId });
  });

  it('E1: refuses another input under the same runId', async () => {
    await invoke({ ...EVENT, runId: 'r-1' });

    const refused = invoke({ ...EVENT, runId: 'r-1', input: { orderId: 'order-2', amount: 40 } });

    await expect(refused).rejects.toMatchObject({ code: 'run-conflict' });
  });

  it.each([
    ['nothing', undefined, 'invalid-input', 'object'],
    ['a text', 'refund', 'invalid-input', 'object'],
    ['a list', [], 'invalid-input', 'type'],
    ['an unknown workflow', { workflow: 'nope' }, 'workflow-unknown', 'nope'],
    ['wrong types', { workflow: 'refund', input: { orderId: 7, amount: 'x' } }, 'invalid-input', 'input.orderId'],
    ['missing fields', { input: {} }, 'invalid-input', 'workflow is required'],
    ['unknown fields', { ...EVENT, extra: 1 }, 'invalid-input', 'extra'],
    [
      '300 KB',
      { workflow: 'refund', input: { orderId: 'x'.repeat(300_000), amount: 1 } },
      'payload-too-large',
      '262144',
    ],
    ['a hostile runId', { ...EVENT, runId: '../../etc/passwd' }, 'invalid-input', 'runId'],
    ['a runId that is too long', { ...EVENT, runId: 'x'.repeat(129) }, 'invalid-input', 'runId'],
  ])('refuses %s with a message that names it, and starts nothing', async (_what, event, code, words) => {
    const refused = invoke(event);

    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(await system.kept().runs.list({}, { limit: 10 })).toEqual({ items: [] });
  });
});

describe('started by an event of EventBridge', () => {
  const busEvent = (id: string, detail: unknown = EVENT) => ({
    ...{ version: '0', id, source: 'shop', account: '1', region: 'us-east-1', resources: [] },
    ...{ 'detail-type': 'Refund Asked', time: '2026-01-05T09:00:00Z', detail },
  });

  it('E1: starts one run for an event that is delivered twice', async () => {
    const first = await invoke(busEvent('6a7e8feb'), lambdaContext('a'));
    const again = await invoke(busEvent('6a7e8feb'), lambdaContext('b'));

    expect(first).toMatchObject({ runId: 'evt_6a7e8feb', status: 'waiting' });
    expect(again).toMatchObject({ runId: 'evt_6a7e8feb' });
  });

  it('names what does not fit in the detail', async () => {
    const refused = invoke(busEvent('6a7e8feb', { workflow: 'refund', input: { orderId: 'o', amount: -1 } }));

    await expect(refused).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('input.amount'),
    });
  });
});

describe('started by messages of a queue', () => {
  const queueEvent = (...messages: [id: string, body: string][]) => ({
    Records: messages.map(([messageId, body]) => ({ messageId, body, eventSource: 'aws:sqs' })),
  });

  it('E1: starts one run for each message, once for each that is delivered twice', async () => {
    const message: [string, string] = ['m-1', JSON.stringify(EVENT)];

    const first = await invoke(queueEvent(message, ['m-2', JSON.stringify(EVENT)]));
    const again = await invoke(queueEvent(message));

    const { items } = await system.kept().runs.list({}, { limit: 10 });
    expect([first, again]).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    expect(items.map(({ runId }) => runId).sort()).toEqual(['msg_m-1', 'msg_m-2']);
  });

  it('hands back those alone that cannot be started', async () => {
    silenceErrors();

    const answer = await invoke(queueEvent(['m-1', 'not JSON'], ['m-2', JSON.stringify(EVENT)]));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
    expect(await system.kept().runs.load('msg_m-2')).toMatchObject({ status: 'waiting' });
  });
});

describe('over HTTP', () => {
  const post = async (body: unknown, headers = {}, http = LOCAL, authorizer?: ReturnType<typeof jwt>) =>
    answered(
      (await createStart(
        system.runner(),
        startTerms,
        http,
      )(
        gatewayEvent({ method: 'POST', path: '/runs', body, headers, ...(authorizer && { authorizer }) }),
        lambdaContext(),
      )) as object,
    );

  it('answers 201, and 200 to the same Idempotency-Key', async () => {
    const first = await post(EVENT, { 'idempotency-key': 'order-1' });
    const again = await post(EVENT, { 'idempotency-key': 'order-1' });

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.runId).toBe(first.body.runId);
  });

  it('notes who started the run, as it was proven', async () => {
    const aws = { local: false, origins: [] };

    const run = await post({ ...EVENT, startedBy: 'boss' }, {}, aws, jwt('alice@example.com', 'starter'));
    const refused = await post(EVENT, {}, aws, jwt('eve@example.com', 'sales'));

    expect(run.body.startedBy).toBe('alice@example.com');
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  });
});

describe('the terms of an invocation', () => {
  it('holds a run for longer than the invocation can last, and hands it over before that ends', () => {
    const { leaseMs, handOverAfterMs } = resumeTerms(lambdaContext('a', 900_000));

    expect(leaseMs).toBe(905_000);
    expect(handOverAfterMs).toBe(870_000);
  });

  it('hands over after 20 s where somebody waits for the answer', () => {
    expect(startTerms(lambdaContext('a', 60_000)).handOverAfterMs).toBe(20_000);
  });
});
