/** What has happened in the system that the pictures are taken of: a few stories, played through the front doors. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LOCAL_AWS } from '../../infra/local/engine.ts';
import { TABLE_NAME } from '../../infra/local/system.ts';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { createSystemClock } from '../../shared/adapters/system/clock.ts';
import { deliveryId, giveUp } from '../../shared/domain/delivery.ts';
import { timeOf } from '../../shared/domain/time.ts';
import { markUnseen } from '../../shared/use-cases/mark-unseen.ts';
import { eventually, type LocalProcess, startLocal } from '../support/local-process.ts';
import { SLACK_APP } from '../support/slack-app.ts';

export const [ALICE, BOB] = ['alice@example.com', 'bob@example.com'];

const GROUPS = {
  finance: [ALICE, BOB, 'carol@example.com'],
  manager: ['mia@example.com'],
  support: [ALICE, 'sam@example.com'],
};

/** Starts the local system on the folder, with people in groups. */
export function startOn(data: string, port?: number, args: string[] = []): Promise<LocalProcess> {
  const directory = join(data, 'directory.json');
  writeFileSync(directory, JSON.stringify({ groups: GROUPS }));
  const env = { ...SLACK_APP.env, COUNTERSIGN_DIRECTORY: directory };
  return startLocal({ ...SLACK_APP, data, args, env, ...(port !== undefined && { port }) });
}

export async function start(local: LocalProcess, workflow: string, input: object, runId: string): Promise<void> {
  const { status, body } = await local.request('POST', '/runs', {
    workflow,
    input,
    runId,
    startedBy: 'dora@example.com',
  });
  if (status !== 201) throw new Error(`${runId} was not started: ${JSON.stringify(body)}`);
}

export async function post(local: LocalProcess, path: string, actor: string, body: object): Promise<void> {
  const { status, body: answer } = await local.request('POST', path, body, { 'x-countersign-actor': actor });
  if (status >= 300) throw new Error(`${path}: ${JSON.stringify(answer)}`);
}

const untilRun = (local: LocalProcess, runId: string, status: string) =>
  eventually(
    async () => (await local.request('GET', `/runs/${runId}`)).body,
    (run) => run.status === status,
  );

/** A run that waited while its workflow was changed, and needs a look now. The system runs on a changed file meanwhile. */
async function meetAChange(data: string, onceItIsEmpty: (local: LocalProcess) => Promise<void>): Promise<void> {
  const before = await startOn(data);
  await onceItIsEmpty(before);
  await start(before, 'refund', { orderId: 'order-088', amount: 25 }, 'refund-088');
  await before.stop();
  const after = await startOn(data, undefined, ['--workflows', 'test/browser/renamed-workflows.ts']);
  await post(after, '/approvals/refund-088/approve:refund/decision', ALICE, { action: 'approve' });
  await untilRun(after, 'refund-088', 'needs-review');
  await after.stop();
}

/** A notice that was given up, as the sweep leaves it after the last of its tries. */
async function giveUpNotice(data: string, runId: string): Promise<void> {
  const { endpoint } = JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as { endpoint: string }; // the system's own file
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
  const { approvals, deliveries } = createDynamoDBStores(client, TABLE_NAME);
  const noticeId = `${runId}/approve:refund/1/approval-needed`;
  const failed = timeOf(new Date(Date.now() - 6 * 3_600_000));
  const { id } = await deliveries.keep({
    ...{
      id: deliveryId(noticeId, 'ses'),
      noticeId,
      kind: 'approval-needed',
      channel: 'ses',
      to: ['carol@example.com'],
    },
    ...{ runId, key: 'approve:refund', epoch: 1, subject: 'Approval needed: Refund 310 for order-131' },
    ...{ why: 'failed', error: 'The mail server did not answer.', at: failed, tries: 6 },
    due: { list: 'delivery', at: failed },
  });
  const kept = (await deliveries.get(id)) ?? undefined;
  if (kept) await deliveries.move(id, giveUp(kept, timeOf(new Date())));
  const of = { runId, key: 'approve:refund', epoch: 1 };
  const unseen = { channel: 'ses', to: 'carol@example.com', why: 'The mail server did not answer.' };
  await markUnseen({ approvals, clock: createSystemClock() }, of, unseen);
  client.destroy();
}

/** Plays all of them on a fresh folder, and hands back the system that runs on it; `onceItIsEmpty` is for what is to be seen before. */
export async function play(data: string, onceItIsEmpty: (local: LocalProcess) => Promise<void>): Promise<LocalProcess> {
  await meetAChange(data, onceItIsEmpty);
  const local = await startOn(data, undefined, ['--workflows', 'test/browser/form-workflows.ts']);
  const decide = (place: string, actor: string, body: object) =>
    post(local, `/approvals/${place}/decision`, actor, body);
  await start(local, 'refund', { orderId: 'order-123', amount: 40 }, 'refund-123');
  await start(local, 'refund', { orderId: 'order-127', amount: 12.5 }, 'refund-127');
  await start(local, 'refund', { orderId: 'order-131', amount: 310 }, 'refund-131');
  await start(local, 'email', { to: 'customer@example.org', about: 'order-123' }, 'email-123');
  await start(local, 'payment', { to: 'ACME', amount: 900 }, 'payment-7');
  await start(
    local,
    'expense',
    { expenseId: 'expense-42', amount: 20_000, requestedBy: 'dora@example.com' },
    'expense-42',
  );
  await start(local, 'refund', { orderId: 'order-119', amount: 75 }, 'refund-119');
  await start(local, 'delivery', { proposes: true }, 'delivery-9');
  await start(local, 'email', { to: 'team@mycompany.com', about: 'order-119' }, 'email-119');
  await decide('payment-7/approve:payment', BOB, { action: 'approve', comment: 'Matches the invoice.' });
  await decide('refund-119/approve:refund', BOB, { action: 'reject', reason: 'Paid back in May already.' });
  await decide('expense-42/approval:manager', 'mia@example.com', {
    action: 'approve',
    comment: 'For the fair in June.',
  });
  await untilRun(local, 'refund-119', 'failed');
  await eventually(
    async () => (await local.request('GET', '/approvals/expense-42/approval:finance')).status,
    (status) => status === 200,
  );
  await post(local, '/approvals/refund-131/approve:refund/comment', ALICE, { text: 'Who has the receipt?' });
  await post(local, '/delegations', ALICE, { to: BOB, until: '3d', reason: 'On holiday.' });
  await giveUpNotice(data, 'refund-131');
  return local;
}
