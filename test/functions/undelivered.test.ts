/** What operators see of undelivered notices over HTTP, and how they have them tried again. */
import { beforeEach, expect, it } from 'vitest';
import { createSweep } from '../../functions/sweep.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { giveUp } from '../../shared/domain/delivery.ts';
import { aDelivery } from '../support/builders.ts';
import { createFailingChannel } from '../support/channel.ts';
import { createTestClock, NOW } from '../support/clock.ts';
import { answered, type GatewayRequest, gatewayEvent, jwt } from '../support/gateway.ts';
import { describeOnBothStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { type Effects, refundWorkflow } from '../support/workflows.ts';

const operator = jwt('ops@example.com', 'operator');

describeOnBothStores('undelivered notices over HTTP', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  const channel = createFailingChannel(8, 'mail');
  beforeEach(async () => {
    stores = await freshStores();
    const workflows = [refundWorkflow([] as Effects)];
    const clock = createTestClock({ sleep: 'short-at-once' });
    system = createTestSystem({ workflows, stores, channels: [channel], clock });
  });
  const call = async (method: string, path: string, authorizer?: GatewayRequest['authorizer']) =>
    answered(
      await createWebhook(system.kept(), { local: false, origins: [] })(
        gatewayEvent({ method, path, ...(authorizer && { authorizer }) }),
      ),
    );
  const sweep = () => createSweep(system.teller())(undefined, { getRemainingTimeInMillis: () => 60_000 });

  it('C8: lists what the sweep gave up, and has it tried again', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    for (const wait of ['1m', '5m', '15m', '1h', '4h']) {
      system.clock.advance(wait);
      await sweep();
    }

    const before = await call('GET', '/undelivered', operator);
    const [item] = before.body.items as { id: string }[];
    const again = await call('POST', `/undelivered/${item?.id}/retry`, operator);
    await sweep();

    expect(before.body.items).toMatchObject([{ runId: run.runId, channel: 'mail', to: 'finance', tries: 6 }]);
    expect(again).toMatchObject({ status: 202, body: { id: item?.id } });
    expect(channel.told).toHaveLength(1);
    expect((await call('GET', '/undelivered', operator)).body).toEqual({ items: [] });
  });

  it('pages', async () => {
    for (let i = 0; i < 3; i++) {
      const { id } = await stores.deliveries.keep(aDelivery());
      await stores.deliveries.move(id, giveUp(aDelivery(), NOW));
    }

    const { body } = await call('GET', '/undelivered?limit=2', operator);
    const rest = await call('GET', `/undelivered?limit=2&cursor=${String(body.cursor)}`, operator);

    expect([body.items, rest.body.items]).toMatchObject([[{}, {}], [{}]]);
    expect(rest.body.cursor).toBeUndefined();
  });

  it.each<[string, string, GatewayRequest['authorizer'], number, string | undefined]>([
    ['GET', '/undelivered', jwt('vera@example.com', 'viewer'), 200, undefined],
    ['GET', '/undelivered', jwt('eve@example.com', 'starter'), 403, 'not-allowed'],
    ['GET', '/undelivered', undefined, 401, 'unauthenticated'],
    ['POST', `/undelivered/${aDelivery().id}/retry`, jwt('vera@example.com', 'viewer'), 403, 'not-allowed'],
    ['POST', `/undelivered/${aDelivery().id}/retry`, operator, 404, 'delivery-unknown'],
    ['POST', '/undelivered/other/retry', operator, 422, 'invalid-input'],
  ])('answers %s %s', async (method, path, who, status, code) => {
    const answer = await call(method, path, who);

    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(code);
  });
});
