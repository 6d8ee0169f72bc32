/** The webhook function, by the events that API Gateway sends it. */
import { beforeEach, describe, expect, it } from 'vitest';
import workflows from '../../examples/workflows.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { API } from '../../shared/lambda/api.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { answered, type GatewayRequest, gatewayEvent, jwt } from '../support/gateway.ts';
import { memoryStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';

const AWS: HttpSettings = { local: false, origins: [] };
const REFUND = { orderId: 'order-1', amount: 40 };
const DECISION = '/approvals/r-1/approve:refund/decision';

let system: TestSystem;
const call = async (request: GatewayRequest, http = AWS) =>
  answered(await createWebhook(system.kept(), http)(gatewayEvent(request)));

beforeEach(async () => {
  system = createTestSystem({ workflows, stores: await memoryStores() });
  await system.start('refund', REFUND, { runId: 'r-1' });
  await system.drain();
});

describe('who may do what', () => {
  const finance = jwt('alice@example.com', 'finance');
  const stranger = jwt('eve@example.com', 'sales');
  const operator = jwt('ops@example.com', 'operator');
  const system_ = { iam: { userArn: 'arn:aws:sts::1:assumed-role/batch/x' } };

  it.each([
    ['a group that is asked decides', 'POST', DECISION, finance, { action: 'approve' }, 200],
    ['another group does not decide', 'POST', DECISION, stranger, { action: 'approve' }, 403],
    ['a system that is not named does not decide', 'POST', DECISION, system_, { action: 'approve' }, 403],
    ['nobody unknown decides', 'POST', DECISION, undefined, { action: 'approve', actorId: 'finance' }, 403],
    ['a group that is asked sees what it is asked', 'GET', '/approvals/r-1/approve:refund', finance, undefined, 200],
    ['another group does not see it', 'GET', '/approvals/r-1/approve:refund', stranger, undefined, 403],
    ['nobody unknown sees it', 'GET', '/approvals/r-1/approve:refund', undefined, undefined, 401],
    ['an operator reads runs', 'GET', '/runs/r-1', operator, undefined, 200],
    ['a system reads runs', 'GET', '/runs', system_, undefined, 200],
    ['an approver reads no runs', 'GET', '/runs/r-1', finance, undefined, 403],
    ['nobody unknown reads runs', 'GET', '/runs', undefined, undefined, 401],
    ['an operator cancels', 'POST', '/runs/r-1/cancel', operator, undefined, 202],
    ['an approver does not cancel', 'POST', '/runs/r-1/cancel', finance, undefined, 403],
    ['nobody unknown reads an inbox', 'GET', '/approvals', undefined, undefined, 401],
    ['everybody reads whether it answers', 'GET', '/healthz', undefined, undefined, 200],
    ['everybody reads what there is', 'GET', '/openapi.json', undefined, undefined, 200],
  ] as const)('%s', async (_what, method, path, authorizer, body, status) => {
    const { status: got } = await call({ method, path, ...(body && { body }), ...(authorizer && { authorizer }) });

    expect(got).toBe(status);
  });

  it.each(['GET', 'HEAD'])('answers a %s that has a body as one that has none', async (method) => {
    const handler = createWebhook(system.kept(), AWS);
    const request = { method, path: '/runs/r-1', authorizer: operator };

    const answers = await Promise.all([
      handler(gatewayEvent(request)),
      handler(gatewayEvent({ ...request, body: { status: 'completed' } })),
      handler({ ...gatewayEvent({ ...request, body: 'AAAA' }), isBase64Encoded: true }),
    ]);

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  it('never lets actorId override who is proven', async () => {
    const { body } = await call({
      method: 'POST',
      path: DECISION,
      authorizer: finance,
      body: { action: 'approve', actorId: 'boss@example.com' },
    });

    expect(body).toMatchObject({ by: 'alice@example.com', proof: 'jwt' });
  });

  it('shows a caller their own inbox by default, and not that of others', async () => {
    const mine = await call({ method: 'GET', path: '/approvals', authorizer: finance });
    const hers = await call({
      method: 'GET',
      path: '/approvals',
      query: { assignee: 'finance' },
      authorizer: stranger,
    });
    const empty = await call({ method: 'GET', path: '/approvals', authorizer: stranger });

    expect(mine.body.items).toMatchObject([{ runId: 'r-1', key: 'approve:refund' }]);
    expect(hers.status).toBe(403);
    expect(empty.body.items).toEqual([]);
  });

  it('takes local callers at their word, unless it is strict', async () => {
    const headers = { 'x-countersign-actor': 'bob@example.com' };

    const strict = await call({ method: 'POST', path: DECISION, body: { action: 'approve' }, headers });
    const local = await call(
      { method: 'POST', path: DECISION, body: { action: 'approve' }, headers },
      { ...AWS, local: true },
    );

    expect(strict.status).toBe(403);
    expect(local.body).toMatchObject({ by: 'bob@example.com', proof: 'local' });
  });
});

describe('decisions', () => {
  const local: HttpSettings = { ...AWS, local: true };
  const decide = (body: unknown) => call({ method: 'POST', path: DECISION, body }, local);

  it.each([
    ['a rejection without its reason', { action: 'reject' }, 422, 'invalid-input', 'reason'],
    [
      'an edit without the original',
      { action: 'edit', editedValue: { amount: 1 } },
      422,
      'invalid-input',
      'originalValue',
    ],
    [
      'an edit without the new value',
      { action: 'edit', originalValue: { amount: 40 } },
      422,
      'invalid-input',
      'editedValue',
    ],
    [
      'B5: an edit that the form does not take',
      { action: 'edit', originalValue: { amount: 40 }, editedValue: { amount: 41 } },
      422,
      'invalid-input',
      'editedValue.amount',
    ],
    [
      'B5: a value with a field that the form does not have',
      { action: 'approve', value: { amount: 1, orderId: 'x' } },
      422,
      'invalid-input',
      'value.orderId',
    ],
    [
      'an edit of something else',
      { action: 'edit', originalValue: { amount: 39 }, editedValue: { amount: 1 } },
      409,
      'changed',
      undefined,
    ],
    ['I5: a decision on something else', { action: 'approve', digest: 'other' }, 409, 'changed', undefined],
    ['a field that nobody knows', { action: 'approve', approve: true }, 422, 'invalid-input', 'approve'],
  ])('refuses %s, and changes nothing', async (_what, body, status, code, path) => {
    const refused = await decide(body);

    expect(refused).toMatchObject({ status, type: 'application/problem+json', body: { code, status } });
    if (path !== undefined) expect(refused.body.errors).toMatchObject([{ path }]);
    expect((await system.view('r-1')).status).toBe('waiting');
  });

  it('B5: goes on with the edited value and keeps both', async () => {
    const edited = await decide({
      action: 'edit',
      originalValue: { amount: 40 },
      editedValue: { amount: 25 },
      actorId: 'a@example.com',
    });
    await system.drain();

    expect(edited.body).toMatchObject({ status: 'edited', value: { amount: 25 } });
    expect((await system.view('r-1')).result).toMatchObject({ refunded: 25 });
  });

  it('C1: takes a bare key that one run waits under, and lists the runs where several do', async () => {
    await system.start('refund', REFUND, { runId: 'r-2' });
    await system.drain();
    const bare = (action: object) =>
      call({ method: 'POST', path: '/webhooks/approve', body: { key: 'approve:refund', ...action } }, local);

    const ambiguous = await bare({ action: 'approve' });
    await bare({ action: 'approve', runId: 'r-1' });
    const one = await bare({ action: 'reject', reason: 'no', actorId: 'a@example.com' });
    const late = await bare({ action: 'approve', actorId: 'b@example.com' });

    expect(ambiguous).toMatchObject({ status: 409, body: { code: 'ambiguous-key', runs: ['r-1', 'r-2'] } });
    expect(one.body).toMatchObject({ runId: 'r-2', status: 'rejected' });
    expect(late).toMatchObject({ status: 409, body: { code: 'already-decided', decision: one.body } });
  });
});

describe('the interface itself', () => {
  it.each(Object.entries(API).filter(([, { method }]) => method === 'POST'))(
    'E4, I6: %s does not act on GET or HEAD',
    async (_name, { path }) => {
      const at = path.replace('{runId}', 'r-1').replace('{key}', 'approve:refund');

      for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
        await createWebhook(system.kept(), { ...AWS, local: true })(gatewayEvent({ method, path: at }));
      }

      expect((await system.view('r-1')).status).toBe('waiting');
    },
  );

  it('describes every address by the schemas that parse it', async () => {
    const { body } = await call({ method: 'GET', path: '/openapi.json' });
    const paths = body.paths as Record<
      string,
      Record<string, { requestBody?: { content: object }; responses: object }>
    >;

    expect(Object.keys(paths).sort()).toEqual([...new Set(Object.values(API).map(({ path }) => path))].sort());
    expect(paths['/webhooks/approve']?.post?.requestBody?.content).toMatchObject({
      'application/json': { schema: { required: ['action', 'key'], additionalProperties: false } },
    });
    expect(Object.keys(paths['/webhooks/approve']?.post?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '409', '410', '422']),
    );
  });

  it('says nothing of what broke inside', async () => {
    const kept = { ...system.kept(), runs: { ...system.kept().runs, load: () => Promise.reject(new Error('secret')) } };

    const broken = answered(
      await createWebhook(kept, { ...AWS, local: true })(gatewayEvent({ method: 'GET', path: '/runs/r-1' })),
    );

    expect(broken).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(broken)).not.toContain('secret');
  });
});
