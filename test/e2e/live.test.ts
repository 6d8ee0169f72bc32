/** Live status on the local system as its users run it: WebSockets on its own port, with the handlers of AWS behind them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../infra/local/engine.ts';
import { eventually, type LocalProcess, startLocal } from '../support/local-process.ts';
import { openStreamClient, Refused } from '../support/stream-client.ts';

const PATIENCE = { timeout: 90_000 };

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-live-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const streamOf = (local: LocalProcess, query: string) => `${local.url.replace('http', 'ws')}/stream?${query}`;

async function startRefund(local: LocalProcess, runId: string): Promise<void> {
  await local.request('POST', '/runs', { workflow: 'refund', runId, input: { orderId: runId, amount: 40 } });
  await eventually(
    () => local.request('GET', `/approvals/${runId}/approve:refund`),
    ({ status }) => status === 200,
  );
}

const approve = (local: LocalProcess, runId: string, actor: string) =>
  local.request('POST', `/approvals/${runId}/approve:refund/decision`, { action: 'approve' }, actorHeader(actor));

const actorHeader = (actor: string) => ({ 'x-countersign-actor': actor });

describe.each([
  ['on DynamoDB', []],
  ['in memory', ['--memory']],
])('live status %s', PATIENCE, (_, args: string[]) => {
  let local: LocalProcess;
  beforeAll(async () => {
    local = await startLocal({ data: newFolder(), args });
  }, PATIENCE.timeout);
  afterAll(() => local.stop());

  it('E6: shows an approval as it stands, and then the decision that is made elsewhere', async () => {
    await startRefund(local, 'live-1');

    const stream = await openStreamClient(streamOf(local, 'approval=live-1/approve:refund'));
    const present = await stream.hear(({ status }) => status !== undefined);
    await approve(local, 'live-1', 'bob@example.com');
    const decided = await stream.hear(({ status }) => status === 'approved');

    expect(present).toMatchObject({
      ...{ status: 'pending', runId: 'live-1', key: 'approve:refund', title: 'Refund 40 for live-1' },
      ...{ assignee: ['finance'], proposed: { amount: 40 }, digest: expect.any(String) },
    });
    expect(decided).toMatchObject({ approvedBy: 'bob@example.com', value: { amount: 40 } });
    expect(String(decided.revision) > String(present.revision)).toBe(true);
    await stream.close();
  });

  it('E6: shows a run from its rest to its end', async () => {
    await startRefund(local, 'live-2');

    const stream = await openStreamClient(streamOf(local, 'run=live-2'));
    const present = await stream.hear(() => true);
    await approve(local, 'live-2', 'bob@example.com');
    const ended = await stream.hear(({ run }) => (run as { status: string }).status === 'completed');

    expect(present).toMatchObject({ type: 'run', run: { runId: 'live-2', status: 'waiting' } });
    expect(ended).toMatchObject({ run: { result: { refunded: 40 }, timeline: expect.any(Array) } });
    await stream.close();
  });

  it('E6: shows an inbox, what comes into it and what goes', async () => {
    await startRefund(local, 'live-3');

    const stream = await openStreamClient(streamOf(local, 'inbox=finance'));
    const first = await stream.hear(({ items }) => items !== undefined);
    await startRefund(local, 'live-4');
    const came = await stream.hear(({ approval }) => (approval as { runId?: string })?.runId === 'live-4');
    await local.request(
      'POST',
      '/approvals/live-3/approve:refund/reassign',
      { to: 'legal', from: 'finance', reason: 'Theirs' },
      actorHeader('bob@example.com'),
    );
    const left = await stream.hear(({ left }) => left === true);

    expect(first).toMatchObject({ type: 'inbox', more: false });
    expect(first.items).toContainEqual(expect.objectContaining({ runId: 'live-3', status: 'pending' }));
    expect(came).toMatchObject({ type: 'inbox', approval: { status: 'pending', title: 'Refund 40 for live-4' } });
    expect(left).toMatchObject({ type: 'inbox', runId: 'live-3', key: 'approve:refund' });
    await stream.close();
  });

  it('lets in the bearer of a ticket, once', async () => {
    await startRefund(local, 'live-5');
    const { status, body } = await local.request('POST', '/stream/ticket', undefined, actorHeader('ann@example.com'));
    const address = streamOf(local, `ticket=${String(body.ticket)}&approval=live-5/approve:refund`);

    const stream = await openStreamClient(address);
    const again = await openStreamClient(address).catch((error: unknown) => error);

    expect(status).toBe(201);
    expect(await stream.hear(() => true)).toMatchObject({ status: 'pending' });
    expect(again).toMatchObject({ status: 401, problem: { code: 'unauthenticated' } });
    await stream.close();
  });

  it.each([
    ['a page of another origin', 'inbox=', { origin: 'https://evil.example' }, 403, 'not-allowed'],
    ['another name than its own', 'inbox=', { host: 'evil.example' }, 403, 'not-allowed'],
    ['what is not there', 'approval=nobody/nothing', {}, 404, 'approval-unknown'],
    ['nothing to watch', '', {}, 422, 'invalid-input'],
  ])('refuses %s, with the reason', async (_what, query, headers, status, code) => {
    const refused = await openStreamClient(streamOf(local, query), headers).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status, problem: { code } });
  });

  it('refuses WebSockets elsewhere', async () => {
    const refused = await openStreamClient(`${local.url.replace('http', 'ws')}/runs`).catch((error: unknown) => error);

    expect(refused).toMatchObject({ status: 404 });
  });

  it('stays open while it is shown to be in use, and ends a connection that says too much', async () => {
    const stream = await openStreamClient(streamOf(local, 'inbox='));
    await stream.hear(() => true);

    stream.send('{"type":"ping"}');
    stream.send('x'.repeat(200_000));

    expect(await stream.closed).toBe(1009);
    expect(stream.heard).toHaveLength(1);
  });
});

describe('live status over a kill', PATIENCE, () => {
  it('E6: shows the present state anew to who connects again', async () => {
    const [data, port] = [newFolder(), await freePort()];
    const first = await startLocal({ data, port });
    await startRefund(first, 'live-6');
    const before = await openStreamClient(streamOf(first, 'approval=live-6/approve:refund'));
    await before.hear(({ status }) => status === 'pending');

    await first.kill();
    await before.closed;
    const second = await startLocal({ data, port });
    await approve(second, 'live-6', 'bob@example.com');
    const after = await openStreamClient(streamOf(second, 'approval=live-6/approve:refund'));

    expect(await after.hear(() => true)).toMatchObject({ status: 'approved', approvedBy: 'bob@example.com' });
    await after.close();
    await second.stop();
  });
});
