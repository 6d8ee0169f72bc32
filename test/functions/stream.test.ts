/** The stream function, by the events that API Gateway's WebSocket API sends it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createStream } from '../../functions/stream.ts';
import { createWebhook } from '../../functions/webhook.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { cancelRun } from '../../shared/use-cases/operate-run.ts';
import { person } from '../support/builders.ts';
import { answered, type GatewayRequest, gatewayEvent, jwt } from '../support/gateway.ts';
import { describeOnBothStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { refundWorkflow } from '../support/workflows.ts';

const AWS: HttpSettings = { local: false, origins: ['https://inbox.example.com'] };
const LOCAL: HttpSettings = { local: true, hosts: ['localhost:3000'], origins: [] };
const ann = jwt('ann@example.com', 'finance');
const eve = jwt('eve@example.com', 'starter');
const vera = jwt('vera@example.com', 'viewer');
const shop = { iam: { userArn: 'arn:aws:sts::1:assumed-role/shop/x' } };
const APPROVAL = { approval: 'run-1/approve:refund' };
/** Everything that is watched here. */
const WATCHABLE = [
  ...['approval:run-1/approve:refund', 'approval:run-2/approve:refund', 'run:run-1', 'inboxes'],
  ...['ann@example.com', 'bob@example.com', 'eve@example.com', 'finance'].map((name) => `inbox:${name}`),
];

describeOnBothStores('the stream function', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  beforeEach(async () => {
    stores = await freshStores();
    system = createTestSystem({ workflows: [refundWorkflow([])], stores });
    await ask('run-1');
  });
  const ask = async (runId: string) => {
    await system.start('refund', { orderId: 'o-1', amount: 40 }, { runId });
    await system.drain();
  };
  const kept = () => ({ ...system.kept(), tickets: stores.tickets, connections: stores.connections });
  const send = async (event: object, http = AWS) => {
    const { statusCode, body } = await createStream(kept(), http)(event);
    return { status: statusCode, code: (JSON.parse(body ?? '{}') as { code?: string }).code };
  };
  const connect = (query: Record<string, string>, headers: Record<string, string> = {}, http = AWS) =>
    send(
      {
        requestContext: { routeKey: '$connect', eventType: 'CONNECT', connectionId: 'c-1', stage: 'stream' },
        headers: { Host: http.hosts?.[0] ?? 'stream.example.com', ...headers },
        queryStringParameters: query,
        isBase64Encoded: false,
      },
      http,
    );
  const ticketOf = async (by: GatewayRequest['authorizer'], approval?: string) => {
    const query: Record<string, string> = approval === undefined ? {} : { approval };
    const request = { method: 'POST', path: '/stream/ticket', query, ...(by && { authorizer: by }) };
    return answered(await createWebhook(kept(), AWS)(gatewayEvent(request)));
  };
  const connectAs = async (by: GatewayRequest['authorizer'], query: Record<string, string>) =>
    connect({ ...query, ticket: String((await ticketOf(by)).body.ticket) });
  const watched = () => stores.connections.watching(WATCHABLE);
  const topics = async () => (await watched()).map((connection) => connection.topics);

  describe('a ticket', () => {
    it('is issued for a minute to who is proven', async () => {
      const issued = await ticketOf(ann);

      expect(issued).toMatchObject({ status: 201, body: { expiresAt: '2026-01-05T09:01:00.000Z' } });
      expect(String(issued.body.ticket)).toMatch(/^[\w-]{43}$/);
    });

    it('is issued to nobody else', async () => {
      expect(await ticketOf(undefined)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    });

    it.each<[string, GatewayRequest['authorizer'], string, number, object]>([
      ['a key under which nothing was ever asked', ann, 'nokey', 404, { code: 'approval-unknown' }],
      ['a run that has not asked it', ann, 'run-0/approve:refund', 404, { code: 'approval-unknown' }],
      [
        'a key under which several wait',
        ann,
        'approve:refund',
        409,
        { code: 'ambiguous-key', runs: expect.arrayContaining(['run-1', 'run-2']) },
      ],
      ['what they may not read', eve, 'approve:refund', 403, { code: 'not-allowed' }],
      ['a name that is none', ann, '//', 422, { code: 'invalid-input' }],
    ])('is refused for %s, as the stream is, in words', async (_, by, approval, status, problem) => {
      await ask('run-2');

      const refused = await ticketOf(by, approval);

      expect(refused).toMatchObject({ status, body: { ...problem, detail: expect.any(String) } });
      expect(refused.body).not.toHaveProperty('ticket');
    });

    it('is issued for a key under which one waits', async () => {
      expect(await ticketOf(ann, 'approve:refund')).toMatchObject({ status: 201 });
    });

    it('is kept as nothing that opens a connection', async () => {
      const { body } = await ticketOf(ann);
      const kept = await stores.tickets.take(String(body.ticket));

      expect(kept).toBeUndefined();
    });

    it('opens one connection', async () => {
      const { ticket } = (await ticketOf(ann)).body;

      const first = await connect({ ...APPROVAL, ticket: String(ticket) });
      const again = await connect({ ...APPROVAL, ticket: String(ticket) });

      expect([first.status, again]).toEqual([200, { status: 401, code: 'unauthenticated' }]);
    });

    it.each([
      ['59s', 200],
      ['60s', 401],
    ])('is answered with its status after %s', async (age, status) => {
      const { ticket } = (await ticketOf(ann)).body;

      system.clock.advance(age);

      expect((await connect({ ...APPROVAL, ticket: String(ticket) })).status).toBe(status);
    });

    it.each([
      ['is missing', APPROVAL],
      ['was never issued', { ...APPROVAL, ticket: 'x'.repeat(43) }],
    ])('opens nothing where it %s', async (_what, query) => {
      expect(await connect(query)).toEqual({ status: 401, code: 'unauthenticated' });
      expect(await topics()).toEqual([]);
    });
  });

  it.each<[string, GatewayRequest['authorizer'], Record<string, string>, string[]]>([
    ['an approval', ann, APPROVAL, ['approval:run-1/approve:refund']],
    [
      'an approval, by a key that is pending once',
      ann,
      { approval: 'approve:refund' },
      ['approval:run-1/approve:refund'],
    ],
    ['an approval, as a viewer', vera, APPROVAL, ['approval:run-1/approve:refund']],
    ['a run', vera, { run: 'run-1' }, ['run:run-1']],
    ['their own inbox with those of their groups', ann, { inbox: '' }, ['inbox:ann@example.com', 'inbox:finance']],
    ['the inbox of a group of theirs', ann, { inbox: 'group:finance' }, ['inbox:finance']],
    ['the inbox of others, as a viewer', vera, { inbox: 'Bob@Example.com' }, ['inbox:bob@example.com']],
    ['every inbox, as a system', shop, { inbox: '' }, ['inboxes']],
  ])('has who may read it watch %s', async (_what, by, query, watched) => {
    const { status } = await connectAs(by, query);

    expect(status).toBe(200);
    expect(await topics()).toEqual([watched]);
  });

  it('takes note of whose connection it is, since when, and until when it can last', async () => {
    await connectAs(ann, APPROVAL);

    expect(await watched()).toMatchObject([
      {
        id: 'c-1',
        by: { id: 'ann@example.com', groups: ['finance'], proof: 'jwt' },
        openedAt: '2026-01-05T09:00:00.000Z',
        until: '2026-01-05T11:00:00.000Z',
      },
    ]);
  });

  it.each<[string, GatewayRequest['authorizer'], Record<string, string>, number, string]>([
    ['an approval that they may not decide', eve, APPROVAL, 403, 'not-allowed'],
    ['an approval that they may not decide, by its key', eve, { approval: 'approve:refund' }, 403, 'not-allowed'],
    ['an approval that is not there', ann, { approval: 'run-1/other' }, 404, 'approval-unknown'],
    ['a run, without a role for that', ann, { run: 'run-1' }, 403, 'not-allowed'],
    ['a run that is not there', vera, { run: 'run-9' }, 404, 'run-unknown'],
    ['the inbox of others', eve, { inbox: 'finance' }, 403, 'not-allowed'],
    ['nothing', ann, {}, 422, 'invalid-input'],
    ['two things', ann, { ...APPROVAL, run: 'run-1' }, 422, 'invalid-input'],
    ['a key that is none', ann, { approval: 'run-1/a b' }, 422, 'invalid-input'],
    ['something unknown', ann, { ...APPROVAL, since: '1' }, 422, 'invalid-input'],
  ])('has nobody watch %s', async (_what, by, query, status, code) => {
    expect(await connectAs(by, query)).toEqual({ status, code });
    expect(await stores.opened()).toEqual([]);
  });

  it('asks which run is meant by a key that several wait under', async () => {
    await ask('run-2');

    expect(await connectAs(ann, { approval: 'approve:refund' })).toEqual({ status: 409, code: 'ambiguous-key' });
  });

  it('gives nobody every inbox by a group of a name of their choice', async () => {
    const mallory = jwt('mallory@example.com', 'inboxes', '*');
    await connectAs(mallory, { inbox: '' });

    expect(await stores.connections.watching(['inboxes'])).toEqual([]);
  });

  it.each([
    ['https://evil.example', 403],
    ['https://inbox.example.com', 200],
    ['https://stream.example.com', 200],
  ])('answers a page of %s with %i', async (Origin, status) => {
    const { ticket } = (await ticketOf(ann)).body;

    expect((await connect({ ...APPROVAL, ticket: String(ticket) }, { Origin })).status).toBe(status);
  });

  it('takes callers on one machine at their word', async () => {
    const unknown = await connect({ inbox: '' }, {}, LOCAL);
    const named = await connect({ inbox: '' }, { 'X-Countersign-Actor': 'Bob@example.com' }, LOCAL);

    expect([unknown.status, named.status]).toEqual([200, 200]);
    expect(await watched()).toMatchObject([{ by: { id: 'bob@example.com', proof: 'local' }, topics: ['inboxes'] }]);
  });

  it('watches nothing for a connection that was closed', async () => {
    await connectAs(ann, APPROVAL);

    const closed = await send({ requestContext: { routeKey: '$disconnect', connectionId: 'c-1' } });

    expect(closed.status).toBe(200);
    expect(await topics()).toEqual([]);
  });

  it.each(['{"type":"ping"}', 'anything', ''])('answers the message %j with nothing', async (body) => {
    await connectAs(ann, APPROVAL);
    const event = { requestContext: { routeKey: '$default', connectionId: 'c-1' }, body };

    expect(await createStream(kept(), AWS)(event)).toEqual({ statusCode: 200 });
    expect(await topics()).toHaveLength(1);
  });

  it('refuses what is no event of a WebSocket API', async () => {
    expect(await send({ hello: 1 })).toEqual({ status: 422, code: 'invalid-input' });
  });

  it('watches an approval that is over as well', async () => {
    await cancelRun(system.kept(), 'run-1', person('ops@example.com', ['operator']));
    await system.drain();

    expect((await connectAs(ann, APPROVAL)).status).toBe(200);
  });
});
