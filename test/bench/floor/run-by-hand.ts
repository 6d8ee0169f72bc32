/**
 * The floor: the run protocol written by hand for one process, straight on the SDK's document client. The same conditional writes
 * on about the same items with the same indexes, in the fewest requests: no engine, no schemas, no moves, and nothing read back
 * that the writer knows.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** A workflow as a fixed sequence: a step, approvals one after another, a step. */
export interface FixedWorkflow<Input = unknown> {
  name: string;
  asks(input: Input): Ask[];
  first: { key: string; run(input: Input): Promise<unknown> };
  last: { key: string; run(input: Input, first: unknown, settlements: readonly Settlement[]): Promise<unknown> };
}

export interface Ask {
  key: string;
  title: string;
  assignee: string[];
  form?: string;
  proposed?: string;
  expiresAt?: string;
  events?: { kind: string; at: string; to?: string }[];
}

export interface Settlement {
  action: 'approve';
  value?: string;
  by: string;
  at: string;
  proof: 'local';
  digest: string;
}

interface StepEntry {
  kind: 'step';
  key: string;
  value: string;
  startedAt: string;
  ms: number;
}
type Entry = StepEntry | { kind: 'approval'; key: string; epoch: number; settlement: Settlement };
type Asked = Ask & { details: string; digest: string; epoch: number; since: string };

const LEASE_MS = 60_000;
const DAY = 86_400_000;
const ALICE = 'alice@example.com';

const now = (): string => new Date().toISOString();
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();
const newHolder = (): string => randomUUID().slice(0, 8);

/** Runs it from start to completion, approving whatever it asks. */
export async function runByHand<Input>(
  db: DynamoDBDocumentClient,
  TableName: string,
  workflow: FixedWorkflow<Input>,
  input: Input,
): Promise<void> {
  const runId = `run_${randomUUID()}`;
  const shard = runId.charCodeAt(4) % 4;
  const runKey = { pk: `RUN#${runId}`, sk: 'RUN' };
  const asks = workflow.asks(input);
  let epoch = 1;

  const approvalKey = ({ key }: Ask) => ({ pk: runKey.pk, sk: `APPROVAL#${key}` });
  const writeRun = (
    update: { set: Record<string, unknown>; remove: string[] },
    condition: string,
    values: Record<string, unknown>,
  ) => {
    const names = [...Object.keys(update.set), ...update.remove];
    const sets = Object.keys(update.set).map((name) => `#${name} = :${name}`);
    return db.send(
      new UpdateCommand({
        ...{ TableName, Key: runKey },
        UpdateExpression: `SET ${sets.join(', ')} REMOVE ${update.remove.map((name) => `#${name}`).join(', ')}`,
        ConditionExpression: `#status = :running AND epoch = :epoch${condition}`,
        ExpressionAttributeNames: {
          '#status': 'status',
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(update.set).map(([name, value]) => [`:${name}`, value])),
          ...{ ':running': 'running', ':epoch': epoch, ...values },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  };

  const create = () => {
    const until = later(LEASE_MS);
    const at = now();
    return db.send(
      new PutCommand({
        TableName,
        Item: {
          ...runKey,
          ...{ workflow: workflow.name, version: '1', input: JSON.stringify(input), startedBy: ALICE },
          ...{ createdAt: at, updatedAt: at, status: 'running', epoch, wake: 0, leases: 1, tail: [] },
          ...{ leaseUntil: until, holder: newHolder() },
          ...{ listPk: `RUNS#${workflow.name}#${shard}`, duePk: `DUE#${shard}`, dueAt: until },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  };

  const park = async (tail: Entry[], ask: Ask, details: string): Promise<Asked> => {
    const digest = createHash('sha256')
      .update(JSON.stringify([ask.title, details, ask.proposed]))
      .digest('base64url');
    const asked = { ...ask, details, digest, epoch, since: now() };
    const dueAt = ask.events?.[0]?.at ?? ask.expiresAt ?? later(DAY);
    const set = { tail, updatedAt: now(), status: 'waiting', leases: 0, waits: [{ kind: 'approval', ask: asked }] };
    await writeRun(
      { set: { ...set, duePk: `DUE#${shard}`, dueAt }, remove: ['leaseUntil', 'holder'] },
      ' AND wake = :wake',
      { ':wake': 0 },
    );
    return asked;
  };

  const askPeople = (asked: Asked) =>
    db.send(
      new PutCommand({
        TableName,
        Item: {
          ...{ ...asked, ...approvalKey(asked), key: undefined },
          ...{
            workflow: workflow.name,
            version: '1',
            requestedBy: ALICE,
            status: 'pending',
            revision: 1,
            eventsDone: 0,
          },
          inboxPk: `INBOX#${asked.assignee[0]}#${shard}`,
          inboxSk: `${asked.expiresAt ?? `~${asked.since}`}#${runId}#${asked.key}`,
          ...{ keyPk: `KEY#${asked.key}#${shard}`, keySk: `P#${asked.since}` },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

  const decide = async (asked: Asked): Promise<Settlement> => {
    const { Item } = await db.send(new GetCommand({ TableName, Key: approvalKey(asked), ConsistentRead: true }));
    if (Item?.status !== 'pending') throw new Error(`Approval ${asked.key} is ${Item?.status}.`);
    const { digest, proposed: value } = Item;
    const at = now();
    const settlement: Settlement = { action: 'approve', value, by: ALICE, at, proof: 'local', digest };
    await db.send(
      new UpdateCommand({
        ...{ TableName, Key: approvalKey(asked) },
        UpdateExpression:
          'SET #status = :approved, settlement = :settlement, keySk = :keySk, revision = revision + :one REMOVE inboxPk, inboxSk',
        ConditionExpression: '#status = :pending AND epoch = :epoch AND revision = :revision',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ...{ ':approved': 'approved', ':settlement': settlement, ':keySk': `S#${at}`, ':one': 1 },
          ...{ ':pending': 'pending', ':epoch': Item.epoch, ':revision': Item.revision },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return settlement;
  };

  /** Comes back with what the run remembers: whoever takes it knows no more than its id. */
  const take = async (): Promise<Entry[]> => {
    const until = later(LEASE_MS);
    const at = now();
    const { Attributes } = await db.send(
      new UpdateCommand({
        ...{ TableName, Key: runKey },
        UpdateExpression:
          'SET #status = :running, holder = :holder, leaseUntil = :until, updatedAt = :at, duePk = :duePk, dueAt = :until, epoch = epoch + :one, leases = leases + :one',
        ConditionExpression: '#status = :waiting OR (#status = :running AND leaseUntil < :at)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ...{ ':running': 'running', ':waiting': 'waiting', ':holder': newHolder(), ':until': until, ':at': at },
          ...{ ':duePk': `DUE#${shard}`, ':one': 1 },
        },
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    epoch = Number(Attributes?.epoch) + 1;
    return Attributes?.tail ?? [];
  };

  const complete = (tail: Entry[], result: string) =>
    writeRun(
      {
        set: {
          ...{ tail, updatedAt: now(), status: 'completed', result, leases: 0 },
          ...{ endedAt: now(), ttl: Math.floor(Date.now() / 1_000) + 90 * 86_400 },
        },
        remove: ['leaseUntil', 'holder', 'duePk', 'dueAt', 'waits'],
      },
      '',
      {},
    );

  const step = async (key: string, run: () => Promise<unknown>): Promise<StepEntry> => {
    const startedAt = now();
    const value = JSON.stringify(await run());
    return { kind: 'step', key, value, startedAt, ms: 0 };
  };

  await create();
  const first = await step(workflow.first.key, () => workflow.first.run(input));
  let tail: Entry[] = [first];
  for (const ask of asks) {
    const asked = await park(tail, ask, first.value);
    await askPeople(asked);
    const settlement = await decide(asked);
    tail = [...(await take()), { kind: 'approval', key: ask.key, epoch: asked.epoch, settlement }];
  }
  const settlements = tail.flatMap((entry) => (entry.kind === 'approval' ? [entry.settlement] : []));
  const last = await step(workflow.last.key, () => workflow.last.run(input, JSON.parse(first.value), settlements));
  await complete([...tail, last], last.value);
}
