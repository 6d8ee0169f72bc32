/** Tells other systems of a change, and later what they could not be told. */
import type { Change } from '../domain/change.ts';
import type { Delivery } from '../domain/delivery.ts';
import { type Outcome, outcomesOf } from '../domain/outcome.ts';
import { failedOutcome, outcomeOf } from '../domain/outcome-delivery.ts';
import { timeOf } from '../domain/time.ts';
import type { OutcomeListener } from '../ports/outcome-listener.ts';
import { fewTries, LONGEST_TRY } from './few-tries.ts';
import { inTime } from './in-time.ts';
import { noteFailed } from './note-undelivered.ts';
import type { Teller } from './system.ts';

type SystemsTeller = Pick<Teller, 'listeners' | 'deliveries' | 'clock' | 'meter' | 'log'>;

/** A listener, and what it is called where what it was not told is kept. */
interface NamedListener {
  readonly name: string;
  readonly listener: OutcomeListener;
}

const namedListeners = ({ listeners = [] }: Pick<Teller, 'listeners'>): NamedListener[] =>
  listeners.map((listener, index) => ({ name: listener.name ?? `listener-${index + 1}`, listener }));

/**
 * Tells what is to be told because of a change. What a system could not be told is kept, and told later. It throws where even that fails,
 * or nothing is kept: then the change has to be followed again.
 */
export async function tellSystems(teller: SystemsTeller, change: Change): Promise<void> {
  const listeners = namedListeners(teller);
  if (listeners.length === 0) return;
  await Promise.all(
    outcomesOf(change).flatMap((outcome) => listeners.map((listener) => tellOrKeep(teller, listener, outcome))),
  );
}

async function tellOrKeep(teller: SystemsTeller, { name, listener }: NamedListener, outcome: Outcome): Promise<void> {
  const { deliveries, clock } = teller;
  const failed = await fewTries(clock, () => tellOnce(clock, listener, outcome));
  if (!failed) return;
  if (!deliveries) throw failed.error;
  const kept = await deliveries.keep(failedOutcome(outcome, name, failed.error, timeOf(clock.now())));
  noteFailed(teller, kept, failed.error);
}

/** Tells an outcome that is kept, to its own listener alone; how it failed, if so. */
export async function tellSystemAgain(
  teller: SystemsTeller,
  delivery: Delivery,
): Promise<{ error: unknown } | undefined> {
  const named = namedListeners(teller).find(({ name }) => name === delivery.channel);
  if (!named) return { error: new Error(`There is no listener "${delivery.channel}" any more.`) };
  return tellOnce(teller.clock, named.listener, outcomeOf(delivery));
}

async function tellOnce(
  { sleep }: SystemsTeller['clock'],
  listener: OutcomeListener,
  outcome: Outcome,
): Promise<{ error: unknown } | undefined> {
  try {
    await inTime(listener.tell(outcome), LONGEST_TRY, sleep, 'tell the system');
    return undefined;
  } catch (error) {
    return { error };
  }
}
