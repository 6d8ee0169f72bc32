/** Reads what a deployed stack tells other systems: a queue behind a rule on the account's event bus. */
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Cloud, CREDENTIALS, REGION } from './ministack.ts';
import { createTestQueue, type TestQueue } from './queue.ts';

const ToldEvent = z.object({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.looseObject({ runId: z.string() }),
});
export type ToldEvent = z.infer<typeof ToldEvent>;

const eventsOf = ({ endpoint }: Cloud): EventBridgeClient =>
  new EventBridgeClient({ endpoint, region: REGION, credentials: CREDENTIALS });

/** A rule for all that Countersign tells, as another system would make it. */
export async function listen(cloud: Cloud): Promise<TestQueue<ToldEvent>> {
  const queue = await createTestQueue(cloud, (body) => ToldEvent.parse(JSON.parse(body)));
  await target(cloud, 'told', { source: ['countersign'] }, queue.arn);
  return queue;
}

/** Has the events that match a pattern delivered to a queue or a function. */
export async function target(cloud: Cloud, Name: string, pattern: object, Arn: string): Promise<void> {
  const events = eventsOf(cloud);
  await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
  const { FailedEntries } = await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: Name, Arn }] }));
  if (FailedEntries?.length) throw new Error(`The rule has no target: ${JSON.stringify(FailedEntries)}`);
}
