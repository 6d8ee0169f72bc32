/** The messages that SQS has laid aside, and the move that hands them on again. */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { sleep } from '../system/clock.ts';

/** How far a move is. */
export interface Moving {
  moved: number;
  /** Why it did not come to its end. */
  why?: string;
  isOver: boolean;
}

export interface DeadLetters {
  /** About how many there are. */
  count(): Promise<number>;
  /** A few of them, as they were sent; they stay where they are. */
  look(): Promise<string[]>;
  /** Moves all back to the queue that they come from, and tells how far it is until it is over. */
  move(): AsyncIterable<Moving>;
}

/** How often the move is looked at, in ms. */
const LOOKS_EVERY = 1_000;

/** The dead-letter queue at a URL, or of an ARN. */
export async function openDeadLetters(queue: string, client = new SQSClient({})): Promise<DeadLetters> {
  const QueueUrl = queue.startsWith('arn:') ? await urlOf(client, queue) : queue;
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'] }),
  );
  const SourceArn = Attributes?.QueueArn;
  if (SourceArn === undefined) throw new Error(`There is no queue ${queue}.`);
  return {
    count: async () => Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    async look() {
      const few = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
      return ((await client.send(new ReceiveMessageCommand(few))).Messages ?? []).map(({ Body = '' }) => Body);
    },
    async *move() {
      const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      for (;;) {
        const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }));
        // A task has a handle as long as it runs, and the latest is listed first.
        const task = Results.find((one) => one.TaskHandle === TaskHandle) ?? Results[0];
        const isOver = task?.Status !== 'RUNNING' && task?.Status !== 'CANCELLING';
        const why =
          isOver && task?.Status !== 'COMPLETED' ? (task?.FailureReason ?? task?.Status ?? 'it is gone') : undefined;
        yield { moved: task?.ApproximateNumberOfMessagesMoved ?? 0, isOver, ...(why !== undefined && { why }) };
        if (isOver) return;
        await sleep(LOOKS_EVERY);
      }
    },
  };
}

async function urlOf(client: SQSClient, arn: string): Promise<string> {
  const [, , , , QueueOwnerAWSAccountId, QueueName] = arn.split(':');
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }));
  if (QueueUrl === undefined) throw new Error(`There is no queue ${arn}.`);
  return QueueUrl;
}
