/** Delegations over HTTP, by the events that API Gateway sends the webhook function. */
import { beforeEach, expect, it } from 'vitest';
import { createWebhook } from '../../functions/webhook.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { answered, type GatewayRequest, gatewayEvent, jwt } from '../support/gateway.ts';
import { describeOnBothStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';

const AWS: HttpSettings = { local: false, origins: [] };
const LOCAL: HttpSettings = { ...AWS, local: true };
const alice = jwt('alice@example.com', 'finance');
const bob = jwt('bob@example.com');
const eve = jwt('eve@example.com', 'finance', 'starter');
const viewer = jwt('vera@example.com', 'viewer');
const operator = jwt('ops@example.com', 'operator');
const hr = { iam: { userArn: 'arn:aws:sts::1:assumed-role/hr/x' } };
const TO_BOB = { to: 'bob@example.com', until: '3d' };
const FOR_ALICE = { ...TO_BOB, from: 'alice@example.com' };

describeOnBothStores('delegations over HTTP', (freshStores) => {
  let system: TestSystem;
  beforeEach(async () => {
    system = createTestSystem({ workflows: [], stores: await freshStores() });
  });
  type By = GatewayRequest['authorizer'];
  const call = async (request: GatewayRequest, http = AWS) =>
    answered(await createWebhook(system.kept(), http)(gatewayEvent(request)));
  const ask = (method: string, path: string, authorizer: By, rest: Partial<GatewayRequest> = {}) =>
    call({ method, path, ...rest, ...(authorizer && { authorizer }) });
  const give = (body: unknown, by: By) => ask('POST', '/delegations', by, { body });
  const list = (by: By, query = {}) => ask('GET', '/delegations', by, { query });
  const revoke = (id: unknown, by: By, query = {}) => ask('DELETE', `/delegations/${id}`, by, { query });

  it('are given, listed to both, and revoked', async () => {
    const given = await give(TO_BOB, alice);
    const hers = await list(alice);
    const his = await list(bob);
    const revoked = await revoke(given.body.id, alice);
    const left = await list(bob);

    expect(given).toMatchObject({ status: 201, body: { from: 'alice@example.com', active: true } });
    expect(hers).toMatchObject({ status: 200, body: { items: [given.body] } });
    expect(his.body).toEqual(hers.body);
    expect(revoked).toMatchObject({ status: 200, body: { id: given.body.id, active: false } });
    expect(left.body).toEqual({ items: [] });
  });

  it.each<[string, object, By, number]>([
    ['somebody for themselves', TO_BOB, alice, 201],
    ['somebody by their own name', FOR_ALICE, alice, 201],
    ['an operator for others', FOR_ALICE, operator, 201],
    ['a system for others', FOR_ALICE, hr, 201],
    ['not by others', FOR_ALICE, eve, 403],
    ['not by viewers', FOR_ALICE, viewer, 403],
    ['not by who is not known', TO_BOB, undefined, 401],
    ['not by who only says who they are', { ...TO_BOB, actorId: 'alice@example.com' }, undefined, 401],
    ['not for who is not there', { ...TO_BOB, from: 'group:finance' }, operator, 422],
    ['not to a group', { ...TO_BOB, to: 'finance' }, alice, 422],
    ['not with groups of their choice', { ...TO_BOB, groups: ['board'] }, alice, 422],
    ['not without an end', { to: 'bob@example.com' }, alice, 422],
  ])('are given by %s', async (_who, body, by, status) => {
    expect((await give(body, by)).status).toBe(status);
  });

  it('are given by who is proven, whatever the body says', async () => {
    const { body } = await give({ ...TO_BOB, actorId: 'ceo@example.com' }, alice);

    expect(body).toMatchObject({ from: 'alice@example.com', createdBy: 'alice@example.com' });
  });

  it('say which field does not fit', async () => {
    const { body } = await give({ to: 'bob@example.com', until: 'Friday' }, alice);

    expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path: 'until' }] });
  });

  it.each<[string, By, number]>([
    ['viewers', viewer, 200],
    ['operators', operator, 200],
    ['systems', hr, 200],
    ['themselves', alice, 200],
    ['nobody else', bob, 403],
    ['nobody who is not known', undefined, 401],
  ])('are listed of a person to %s', async (_who, by, status) => {
    await give(TO_BOB, alice);

    const { status: got, body } = await list(by, { person: 'alice@example.com' });

    expect(got).toBe(status);
    if (status === 200) expect(body.items).toHaveLength(1);
  });

  it.each<[string, By, object, number]>([
    ['the giver', alice, {}, 200],
    ['an operator who names the giver', operator, { from: 'alice@example.com' }, 200],
    ['no operator who does not', operator, {}, 404],
    ['not who stands in', bob, {}, 404],
    ['not who stands in and names the giver', bob, { from: 'alice@example.com' }, 403],
    ['nobody who is not known', undefined, { from: 'alice@example.com' }, 401],
  ])('are revoked by %s', async (_who, by, query, status) => {
    const { body } = await give(TO_BOB, alice);

    const revoked = await revoke(body.id, by, query);
    const { body: left } = await list(alice);

    expect(revoked.status).toBe(status);
    if (status === 404) expect(revoked.body.code).toBe('delegation-unknown');
    expect(left.items).toHaveLength(status === 200 ? 0 : 1);
  });

  it('I6: are revoked by DELETE alone', async () => {
    const { body } = await give(TO_BOB, alice);

    const webhook = createWebhook(system.kept(), AWS);
    const answers = await Promise.all(
      ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST'].map((method) =>
        webhook(gatewayEvent({ method, path: `/delegations/${body.id}`, authorizer: alice })),
      ),
    );

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([405, 405, 405, 405, 405]);
    expect((await list(alice)).body.items).toHaveLength(1);
  });

  it('take local callers at their word', async () => {
    const headers = { 'x-countersign-actor': 'alice@example.com' };

    const mine = await call({ method: 'POST', path: '/delegations', body: TO_BOB, headers }, LOCAL);
    const inBody = await call(
      { method: 'POST', path: '/delegations', body: { ...TO_BOB, actorId: 'alice@example.com' } },
      LOCAL,
    );
    const forHer = await call({ method: 'POST', path: '/delegations', body: FOR_ALICE }, LOCAL);
    const whose = await call({ method: 'POST', path: '/delegations', body: TO_BOB }, LOCAL);
    const ofWhom = await call({ method: 'GET', path: '/delegations' }, LOCAL);

    expect([mine, inBody, forHer].map(({ body }) => [body.from, body.createdBy])).toEqual([
      ['alice@example.com', 'alice@example.com'],
      ['alice@example.com', 'alice@example.com'],
      ['alice@example.com', 'unknown'],
    ]);
    expect([whose, ofWhom]).toMatchObject([
      { status: 422, body: { errors: [{ path: 'from' }] } },
      { status: 422, body: { errors: [{ path: 'person' }] } },
    ]);
  });
});
