/** Tries again what was not delivered; called by the sweep. */
import {
  addressedTo,
  type Delivery,
  type DeliveryFields,
  type Failure,
  failAgain,
  giveUp,
  isDue,
  isGivenUp,
  occasionAgain,
  putOff,
  takeTry,
} from '../domain/delivery.ts';
import type { Move } from '../domain/move.ts';
import type { Occasion } from '../domain/notice.ts';
import { timeOf } from '../domain/time.ts';
import { namesOf } from '../domain/undelivered-view.ts';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import { LONGEST_TRY } from './few-tries.ts';
import { markUnseen, unmarkUnseen } from './mark-unseen.ts';
import { noteFailed, noteGivenUp, noteStuck } from './note-undelivered.ts';
import type { Teller } from './system.ts';
import { takeBackUnread } from './take-back-unread.ts';
import { namedChannels, tellOnce } from './tell-over.ts';
import { contextFor } from './tell-people.ts';
import { tellSystemAgain } from './tell-systems.ts';

/** What can be tried again, and where it is kept. */
export interface Retrier extends Teller {
  readonly deliveries: DeliveryStore;
}

export interface Retried {
  delivered: number;
  /** Those that failed once more: they are tried again later, or stay listed. */
  failed: number;
  /** Those that were over, and are told no more. */
  dropped: number;
}

export interface RetryTerms {
  /** How many are read at once: each outcome may have 240 KB. */
  limit: number;
  atOnce: number;
  /** When to stop, whatever is left, in ms from the start. */
  stopAfterMs: number;
}

/**
 * Tries each that is due, over its own channel or to its own system alone. Two at once do no harm: one of them takes each try. What hangs
 * is not waited for again here: what else is due over it is put off, so that it keeps nothing of the others from being told.
 */
export async function retryDeliveries(retrier: Retrier, { limit, atOnce, stopAfterMs }: RetryTerms): Promise<Retried> {
  const startedAt = retrier.clock.now();
  const isOver = () => retrier.clock.now().getTime() - startedAt.getTime() > stopAfterMs;
  const retried: Retried = { delivered: 0, failed: 0, dropped: 0 };
  const hanging = new Set<string>();
  /** What is left for now: it is another's, is put off, or cannot be told from here. The list may name it for a while. */
  const passed = new Set<string>();
  for (;;) {
    const due = await retrier.deliveries.due(timeOf(startedAt), limit + passed.size);
    const left = due.filter(({ id }) => !passed.has(id))[Symbol.iterator]();
    let looked = 0;
    const lane = async () => {
      for (const { id } of left) {
        if (isOver()) return;
        looked++;
        const outcome = await retry(retrier, id, startedAt, hanging).catch((error: unknown) => {
          noteStuck(retrier, id, error);
          retried.failed++;
          return undefined;
        });
        if (outcome) retried[outcome]++;
        else passed.add(id);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    if (looked === 0 || isOver()) return retried;
  }
}

async function retry(
  retrier: Retrier,
  id: string,
  startedAt: Date,
  hanging: Set<string>,
): Promise<keyof Retried | undefined> {
  const { deliveries, clock } = retrier;
  const due = await deliveries.get(id);
  if (!due || !isDue(due, timeOf(startedAt))) return undefined; // taken since the list was read, which may lag as well
  if (isGivenUp(due)) return stop(retrier, due);
  if (hanging.has(wayOf(due))) {
    await moved(retrier, due, putOff(due, timeOf(clock.now())));
    return undefined;
  }
  const triedAt = clock.now();
  const delivery = await moved(retrier, due, takeTry(due, timeOf(triedAt)));
  if (!delivery) return undefined; // another sweep has it
  const failure = isForPeople(delivery)
    ? await tellPeopleAgain(retrier, delivery)
    : await tellSystemAgain(retrier, delivery);
  if (failure === OVER) {
    await deliveries.remove(delivery.id);
    return 'dropped';
  }
  if (failure) {
    if (clock.now().getTime() - triedAt.getTime() >= LONGEST_TRY / 2) hanging.add(wayOf(due));
    const failed = await moved(retrier, delivery, failAgain(delivery, { to: delivery.to, ...failure }));
    if (failed && isGivenUp(failed)) return stop(retrier, failed);
    noteFailed(retrier, delivery, failure.error);
    return 'failed';
  }
  await deliveries.remove(delivery.id);
  const told = { channel: delivery.channel, to: namesOf(delivery.to) };
  // What was told is told: a mark that stays is no reason to tell it again.
  if (isForPeople(delivery)) await unmarkUnseen(retrier, delivery, told).catch(noteUnmarked(retrier, delivery));
  return 'delivered';
}

/** What it is told over: a channel and a listener may be called alike. */
const wayOf = (delivery: Delivery): string => `${isForPeople(delivery) ? 'people' : 'systems'}/${delivery.channel}`;

/** What nobody is told any more. */
const OVER = 'over';

/** What a system was not told leaves no person unaware of anything. */
const isForPeople = ({ kind }: Delivery): boolean => kind !== 'outcome';

async function moved(
  { deliveries }: Retrier,
  { id }: Delivery,
  move: Move<DeliveryFields>,
): Promise<Delivery | undefined> {
  const result = await deliveries.move(id, move);
  return result.done ? result.after : undefined;
}

async function occasionOf({ approvals, runs, clock }: Retrier, delivery: Delivery): Promise<Occasion | undefined> {
  const { runId, key } = delivery;
  if (runId === undefined) return undefined;
  const about = key === undefined ? { run: await runs.load(runId) } : { approval: await approvals.get(runId, key) };
  const occasion = occasionAgain(delivery, about);
  return occasion && { ...occasion, now: timeOf(clock.now()) };
}

/** Tells over the channel that failed. What it told some goes to the others only, who are among those whom it was for at first. */
async function tellPeopleAgain(retrier: Retrier, delivery: Delivery): Promise<Failure | typeof OVER | undefined> {
  const { channel: name, to, partly } = delivery;
  const occasion = await occasionOf(retrier, delivery);
  if (!occasion) return OVER;
  const channel = namedChannels(retrier.channels).find((one) => one.name === name);
  const context = await contextFor(retrier, partly ? { ...occasion, to: addressedTo(occasion) } : occasion);
  if (!channel || !context) {
    const error = new Error(`There is no channel "${name}" any more.`);
    return { channel: name, to, ...(partly && { partly }), subject: '', error };
  }
  const failure = await tellOnce(retrier.clock, channel, context, partly ? to : undefined);
  if (!failure) await takeBackUnread(retrier, name, occasion);
  return failure;
}

/** Marks its approval first: whoever dies in between leaves it due, so that it is marked and listed by the next sweep. */
async function stop(retrier: Retrier, delivery: Delivery): Promise<'failed'> {
  const { channel, to, error: why } = delivery;
  if (isForPeople(delivery))
    await markUnseen(retrier, delivery, { channel, to: namesOf(to), why }).catch(noteUnmarked(retrier, delivery));
  const given = await moved(retrier, delivery, giveUp(delivery, timeOf(retrier.clock.now())));
  if (given) noteGivenUp(retrier, given);
  return 'failed';
}

/** What came of the notice is kept all the same: an approval that cannot be read must not have it come again for ever. */
const noteUnmarked =
  ({ log }: Retrier, { runId, key, id: deliveryId }: Delivery) =>
  (error: unknown): void =>
    log.error('An approval could not be marked as told or as possibly unseen.', { runId, key, deliveryId }, error);
