/** Looks who has left the topic since it was last looked at: they are told nothing any more, and somebody should know. */
import { type Delivery, deliveryId } from '../domain/delivery.ts';
import { timeInWords } from '../domain/notice-lines.ts';
import { later, type Time, timeOf } from '../domain/time.ts';
import { TOPIC_CHANNEL } from '../domain/unread-topic.ts';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import type { ReaderMemory, SeenReaders, TopicReader, TopicReaders } from '../ports/topic-readers.ts';
import { inTime } from './in-time.ts';
import { markUnread } from './mark-unread.ts';
import type { Records } from './system.ts';

export interface Subscriptions extends Pick<Records, 'approvals' | 'clock'> {
  readonly readers: TopicReaders;
  readonly memory: ReaderMemory;
  readonly deliveries: DeliveryStore;
  /** True where people are told by the topic alone: without a reader of it, nobody is told. */
  readonly isOnlyWay: boolean;
}

/** How often it is looked at, in ms; each time where what waits is to be marked, for a reader may have come. */
const EVERY = 60 * 60_000;

/** How long, in ms, is waited for the answer: a sweep that has tried again what hangs has five seconds left, and is to end well. */
const LONGEST_LOOK = 4_000;

/** So many are remembered: more readers than a topic for people has, and far fewer than a record holds. */
const MOST_READERS = 2_000;

/**
 * Keeps everybody who has left, once; nothing where it was looked at within the hour. Once the last has left, and there is no other way
 * to tell people, what waits is marked as possibly unseen, until there is a reader again. Hands back how many have left.
 */
export async function checkSubscriptions(subscriptions: Subscriptions): Promise<number> {
  const { readers, memory, deliveries, clock, isOnlyWay } = subscriptions;
  const seen = await memory.read();
  const at = timeOf(clock.now());
  if (seen && !(seen.unread && isOnlyWay) && at < later(seen.at, EVERY)) return 0;
  const present = await inTime(readers.list(), LONGEST_LOOK, clock.sleep, 'ask who reads the topic');
  const gone = (seen?.readers ?? []).filter((reader) => !present.some((one) => isSame(one, reader)));
  // Kept before it is forgotten that they were there; the ids are the same should this be done twice.
  for (const reader of gone) await deliveries.keep(hasLeft(reader, seen?.at ?? at, at));
  const unread = unreadNow(seen, present, at);
  const marked = unread && isOnlyWay ? await markUnread(subscriptions, unread, at) : { next: unread, failed: [] };
  const { next } = marked;
  await memory.replace(seen?.at, { at, readers: present.slice(0, MOST_READERS), ...(next && { unread: next }) });
  if (marked.failed.length > 0) throw new AggregateError(marked.failed, 'Not all that waits could be marked.');
  return gone.length;
}

/** Nobody reads it who did; a topic that nobody has read yet is one that is not used. */
function unreadNow(seen: SeenReaders | undefined, present: readonly TopicReader[], at: Time): SeenReaders['unread'] {
  if (present.length > 0) return undefined;
  return seen?.unread ?? (seen && seen.readers.length > 0 ? { since: at } : undefined);
}

const isSame = (one: TopicReader, other: TopicReader): boolean =>
  one.protocol === other.protocol && one.endpoint === other.endpoint;

function hasLeft({ protocol, endpoint }: TopicReader, since: Time, at: Time): Delivery {
  const noticeId = `subscription/${since}`;
  return {
    ...{ id: deliveryId(noticeId, protocol, endpoint), noticeId, kind: 'subscription', channel: TOPIC_CHANNEL },
    ...{ to: [endpoint], subject: `No notices by ${protocol} any more`, why: 'unsubscribed' },
    error: `The subscription by ${protocol} was there on ${timeInWords(since)} and is gone: they left, or it was removed.`,
    ...{ at, tries: 1, due: { list: 'undelivered', at } },
  };
}
