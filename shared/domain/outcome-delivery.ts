/** An outcome that a system was not told: kept whole until it is, so that it says then what was true, and when. */
import { type Delivery, deliveryId, failedFirst } from './delivery.ts';
import { Outcome } from './outcome.ts';
import type { Time } from './time.ts';

/** Whom outcomes are for. */
const SYSTEMS = 'other systems';

/** So much is shown of what an approval is about. */
const MOST_SUBJECT = 200;

/** The outcome as it is kept to be told again to this listener, after that failed for the first time. */
export function failedOutcome(outcome: Outcome, listener: string, error: unknown, at: Time): Delivery {
  const { id, runId, workflow, key, title } = outcome.detail;
  return {
    ...{ id: deliveryId(id, listener), noticeId: id, kind: 'outcome', channel: listener, to: [SYSTEMS], runId },
    ...(typeof key === 'string' && { key }),
    subject: `${outcome.type}: ${title ?? workflow}`.slice(0, MOST_SUBJECT),
    ...failedFirst(error, at),
    outcome: JSON.stringify(outcome),
  };
}

/** The outcome that is kept. */
export const outcomeOf = ({ outcome = 'null' }: Pick<Delivery, 'outcome'>): Outcome =>
  Outcome.parse(JSON.parse(outcome));
