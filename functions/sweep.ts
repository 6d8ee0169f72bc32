/** sweep: run by the schedule every minute; does what time brings, and gets stuck runs going. */
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Sweepers } from '../shared/ports/sweepers.ts';
import { checkSubscriptions, type Subscriptions } from '../shared/use-cases/check-subscriptions.ts';
import { retryDeliveries } from '../shared/use-cases/retry-deliveries.ts';
import { type Swept, sweep } from '../shared/use-cases/sweep.ts';
import type { Teller } from '../shared/use-cases/system.ts';
import { onLambda } from './on-lambda.ts';
import { awsSweepers } from './runtime-sweepers.ts';
import { awsRetrier } from './runtime-teller.ts';

/** So many runs are read at once; where more are due, they are shared out. */
const LIMIT = 1_000;
const AT_ONCE = 10;

/** So much that was not delivered is read at once. */
const DELIVERIES = 100;

/** What is tried again may take so many ms: its channel or its system may hang. */
const LONGEST_RETRY = 15_000;

/** A part of what is due, which another sweep left to this one; any other event has all of it looked at. */
const PartEvent = z.looseObject({ part: z.object({ number: z.number(), of: z.number() }) });

/** `subscriptions` are looked at for readers who have left, `sweepers` had where more is due than one sweep takes; each where there are any. */
export const createSweep =
  (teller: Teller, subscriptions?: Subscriptions, sweepers?: Sweepers) =>
  async (
    event: unknown,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<Omit<Swept, 'failed'> & { failed: number }> => {
    const part = PartEvent.safeParse(event).data?.part;
    const { failed, ...swept } = await sweep(teller, {
      ...{ limit: LIMIT, atOnce: AT_ONCE, part },
      stopAfterMs: context.getRemainingTimeInMillis() - 5_000,
      share: part || !sweepers ? undefined : () => shareOut(sweepers),
    });
    const { log, deliveries } = teller;
    for (const { runId, error } of failed) log.error('A run could not be swept; it stays due.', { runId }, error);
    if (part) return { ...swept, failed: failed.length };
    if (deliveries)
      await retryDeliveries(
        { ...teller, deliveries },
        {
          ...{ limit: DELIVERIES, atOnce: AT_ONCE },
          stopAfterMs: context.getRemainingTimeInMillis() - LONGEST_RETRY,
        },
      );
    // What is wrong with a topic is no reason to fail what is due.
    if (subscriptions)
      await checkSubscriptions(subscriptions).catch((error: unknown) =>
        log.error('Who reads the topic could not be looked at; it is tried again.', {}, error),
      );
    return { ...swept, failed: failed.length };
  };

const shareOut = ({ parts: of, send }: Sweepers): Promise<void> =>
  send(Array.from({ length: of }, (_, number) => ({ number, of })));

export const handler = onLambda(async (log) => {
  const { teller, subscriptions } = awsRetrier(log);
  return createSweep(teller, subscriptions, awsSweepers());
});
