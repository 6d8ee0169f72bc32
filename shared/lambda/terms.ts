/** How long a function on Lambda holds a run: as long as it lives. */
import type { Context } from 'aws-lambda';

/** The lease outlives the invocation by this many ms, so that nobody takes the run from a function that still runs. */
const MARGIN = 5_000;

/** A run is handed over this many ms before the invocation ends. */
const HAND_OVER = 30_000;

/** The start function answers after this many ms, wherever the run is. */
export const START_ANSWERS_WITHIN = 20_000;

/** The lease of one invocation, in ms, and after how many ms it hands its run over. */
interface Terms {
  leaseMs: number;
  handOverAfterMs: number;
}

export const resumeTerms = (context: Pick<Context, 'getRemainingTimeInMillis'>): Terms => {
  const left = context.getRemainingTimeInMillis();
  return { leaseMs: left + MARGIN, handOverAfterMs: Math.max(left - HAND_OVER, left / 2) };
};

export const startTerms = (context: Pick<Context, 'getRemainingTimeInMillis'>): Terms => {
  const { leaseMs, handOverAfterMs } = resumeTerms(context);
  return { leaseMs, handOverAfterMs: Math.min(handOverAfterMs, START_ANSWERS_WITHIN) };
};
