/** The wake-up queue of the local system: hands each message to resume until that has taken it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import type { WakeQueue } from '../../shared/ports/wake-queue.ts';

export interface LocalQueue extends WakeQueue {
  /** Settles when everything that was sent since the last call has been taken, or given up. */
  sentSince(): Promise<unknown>;
  /** True while a message is being handled or waits to be. */
  busy(): boolean;
  stop(): void;
}

const NEVER = new Promise<never>(() => {});

/** How many runs are driven at once. */
const AT_ONCE = 16;

/** How often a message is handed on before it is given up, and left to the sweep; a try while the store is away counts for nothing. */
const MOST_TRIES = 5;

/** The longest wait between two tries, in times of the first. */
const LONGEST_WAIT = 10;

export interface LocalQueueOptions {
  resume(event: SQSEvent): Promise<unknown>;
  /** False while the store is away, and nothing can be done with a message. */
  isAnswering(): Promise<boolean>;
  /** Takes a message that keeps failing. */
  giveUp(message: string, error: unknown): void;
  /** How long to wait before a message is handed on again, in ms (default: 200); each time twice as long, up to 10 times. */
  waitMs?: number;
}

export function createLocalQueue({ resume, isAnswering, giveUp, waitMs = 200 }: LocalQueueOptions): LocalQueue {
  const waiting: (() => Promise<void>)[] = [];
  let sent: Promise<void>[] = [];
  let handling = 0;
  let stopped = false;

  const deliver = async (body: string): Promise<void> => {
    const messageId = randomUUID();
    for (let tries = 0, received = 1; !stopped; received++) {
      try {
        await resume(eventOf(body, messageId, received));
        return;
      } catch (error) {
        if (await isAnswering()) tries++;
        if (tries === MOST_TRIES) return giveUp(body, error);
        await wait(waitMs * Math.min(2 ** (received - 1), LONGEST_WAIT));
      }
    }
    await NEVER; // it was not taken, so nobody may take note that it was
  };
  const work = async () => {
    handling++;
    for (let next = waiting.shift(); next && !stopped; next = waiting.shift()) await next();
    handling--;
  };
  return {
    async send(wakeUp) {
      const body = JSON.stringify(wakeUp);
      sent.push(
        new Promise((resolve) => {
          waiting.push(() => deliver(body).finally(resolve));
        }),
      );
      if (handling < AT_ONCE) void work();
    },
    sentSince() {
      const all = Promise.all(sent);
      sent = [];
      return all;
    },
    busy: () => handling > 0 || waiting.length > 0,
    stop() {
      stopped = true;
    },
  };
}

/** The event that Lambda makes of one message. */
const eventOf = (body: string, messageId: string, received: number): SQSEvent => ({
  Records: [
    {
      messageId,
      receiptHandle: messageId,
      body,
      attributes: {
        ApproximateReceiveCount: String(received),
        SentTimestamp: '0',
        SenderId: 'local',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:local:000000000000:wake',
      awsRegion: 'local',
    },
  ],
});
