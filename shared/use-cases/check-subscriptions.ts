/** Looks who has left the topic since it was last looked at: they are told nothing any more, and somebody should know. */
import { type Delivery, deliveryId } from '../domain/delivery.ts';
import { timeInWords } from '../domain/notice-lines.ts';
import { later, type Time, timeOf } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import type { ReaderMemory, TopicReader, TopicReaders } from '../ports/topic-readers.ts';
import { inTime } from './in-time.ts';

export interface Subscriptions {
  readonly readers: TopicReaders;
  readonly memory: ReaderMemory;
  readonly deliveries: DeliveryStore;
  readonly clock: Clock;
}

/** How often it is looked at, in ms. */
const EVERY = 60 * 60_000;

/** How long, in ms, is waited for the answer: a sweep that has tried again what hangs has five seconds left, and is to end well. */
const LONGEST_LOOK = 4_000;

/** So many are remembered: more readers than a topic for people has, and far fewer than a record holds. */
const MOST_READERS = 2_000;

/** Keeps everybody who has left, once; nothing where it was looked at within the hour. Hands back how many have. */
export async function checkSubscriptions({ readers, memory, deliveries, clock }: Subscriptions): Promise<number> {
  const seen = await memory.read();
  const at = timeOf(clock.now());
  if (seen && at < later(seen.at, EVERY)) return 0;
  const present = await inTime(readers.list(), LONGEST_LOOK, clock.sleep, 'ask who reads the topic');
  const gone = (seen?.readers ?? []).filter((reader) => !present.some((one) => isSame(one, reader)));
  // Kept before it is forgotten that they were there; the ids are the same should this be done twice.
  for (const reader of gone) await deliveries.keep(hasLeft(reader, seen?.at ?? at, at));
  await memory.replace(seen?.at, { at, readers: present.slice(0, MOST_READERS) });
  return gone.length;
}

const isSame = (one: TopicReader, other: TopicReader): boolean =>
  one.protocol === other.protocol && one.endpoint === other.endpoint;

function hasLeft({ protocol, endpoint }: TopicReader, since: Time, at: Time): Delivery {
  const noticeId = `subscription/${since}`;
  return {
    ...{ id: deliveryId(noticeId, protocol, endpoint), noticeId, kind: 'subscription', channel: 'sns' },
    ...{ to: [endpoint], subject: `No notices by ${protocol} any more`, why: 'unsubscribed' },
    error: `The subscription by ${protocol} was there on ${timeInWords(since)} and is gone: they left, or it was removed.`,
    ...{ at, tries: 1, due: { list: 'undelivered', at } },
  };
}
