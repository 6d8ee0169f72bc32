/** The mark of what waits while nobody reads the topic: a topic takes every notice, whether there is a reader or not. */
import type { Approval } from './approval.ts';
import { timeInWords } from './notice-lines.ts';
import type { Time } from './time.ts';
import type { Unseen } from './unseen.ts';
import { isSame } from './unseen-moves.ts';

/** What the channel of the topic is called. */
export const TOPIC_CHANNEL = 'sns';

/** By which the mark is found again: it is of the topic, whoever is asked by it. */
export const TOPIC_READERS = {
  channel: TOPIC_CHANNEL,
  to: 'whoever is asked',
} as const satisfies Partial<Unseen>;

/** Says why it may be unseen. */
export const unreadSince = (since: Time): Omit<Unseen, 'at'> => ({
  ...TOPIC_READERS,
  why: `The last reader of the topic left, as was seen on ${timeInWords(since)}.`,
});

/** True where it is marked so. */
export const isMarkedUnread = ({ unseen = [] }: Pick<Approval, 'unseen'>): boolean =>
  unseen.some((one) => isSame(one, TOPIC_READERS));
