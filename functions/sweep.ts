/** sweep: run by the schedule every minute; does what time brings, and gets stuck runs going. */
import type { Context } from 'aws-lambda';
import { checkSubscriptions, type Subscriptions } from '../shared/use-cases/check-subscriptions.ts';
import { retryDeliveries } from '../shared/use-cases/retry-deliveries.ts';
import { type Swept, sweep } from '../shared/use-cases/sweep.ts';
import type { Records, Teller } from '../shared/use-cases/system.ts';
import { onLambda } from './on-lambda.ts';
import { awsRecords } from './runtime.ts';
import { awsSubscriptions, awsTeller } from './runtime-teller.ts';

/** As much as the function's time allows; what is left is due again at the next minute. */
const LIMIT = 1_000;
const AT_ONCE = 10;

/** What is tried again may take so many ms: its channel or its system may hang. */
const LONGEST_RETRY = 15_000;

/** `teller` tries again what was not delivered, `subscriptions` are looked at for readers who have left; without them, nothing is. */
export const createSweep =
  (records: Records, teller?: Teller, subscriptions?: Subscriptions) =>
  async (
    _event: unknown,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<Omit<Swept, 'failed'> & { failed: number }> => {
    const { failed, ...swept } = await sweep(records, {
      limit: LIMIT,
      atOnce: AT_ONCE,
      stopAfterMs: context.getRemainingTimeInMillis() - 5_000,
    });
    const { log } = records;
    for (const { runId, error } of failed) log.error('A run could not be swept; it stays due.', { runId }, error);
    if (teller?.deliveries)
      await retryDeliveries(
        { ...teller, deliveries: teller.deliveries },
        {
          ...{ limit: LIMIT, atOnce: AT_ONCE },
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

export const handler = onLambda(async (log) => createSweep(awsRecords(log), awsTeller(log), awsSubscriptions()));
