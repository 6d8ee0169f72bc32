/** Which effects were repeated, and whether something that hit the effect itself explains it. */
import type { Attempt } from './effect-log.ts';
import { SIDE_BY_SIDE } from './shop.ts';
import type { FinalRun, Story } from './story.ts';

/**
 * Why an effect came again:
 * `cut`: its process died after its beginning and before its end.
 * `unsaved`: its process or engine died right after its end, and nothing that follows from its success was there yet.
 * `store-failed`: a request about its run failed for good, however often the client tried, after it began.
 * Anything else is unexplained: its success was durable, or nothing had happened to it.
 */
export type Cause = 'cut' | 'unsaved' | 'store-failed';

export interface Repeat {
  attempt: Attempt;
  cause: Cause | undefined;
  /** What is wrong with it, where nothing explains it. */
  problem?: string;
}

/** A success is durable within so many ms of its effect's end, unless the store fails. */
const SAVED_WITHIN = 3_000;

export function repeatsIn(story: Pick<Story, 'attempts' | 'deaths' | 'lostRequests' | 'final'>): Repeat[] {
  const byRun = new Map<string, Attempt[]>();
  for (const attempt of story.attempts) byRun.set(attempt.runId, [...(byRun.get(attempt.runId) ?? []), attempt]);
  return [...byRun.values()].flatMap((ofRun) =>
    ofRun.flatMap((attempt) => {
      const next = ofRun.find(({ step, begun }) => step === attempt.step && begun > attempt.begun);
      return next ? [judge(story, ofRun, attempt, next)] : [];
    }),
  );
}

function judge(
  { deaths, lostRequests, final }: Pick<Story, 'deaths' | 'lostRequests' | 'final'>,
  ofRun: readonly Attempt[],
  attempt: Attempt,
  next: Attempt,
): Repeat {
  const { endedAt, runId, life } = attempt;
  const unexplained = (problem: string): Repeat => ({ attempt, cause: undefined, problem });
  const death = Math.min(...deaths.filter((one) => one.life === life).map(({ at }) => at));
  if (endedAt === undefined) {
    if (next.life === life) return unexplained('it began again while it was under way');
    return Number.isFinite(death) ? { attempt, cause: 'cut' } : unexplained('nothing killed it');
  }
  const durable = sayingDurable(ofRun, final.get(runId), attempt, next);
  if (durable) return unexplained(`its success was durable: ${durable}`);
  const storeFailed = lostRequests.some(
    ({ runId: about, at }) => about === runId && at >= attempt.begunAt && at <= next.begunAt,
  );
  if (storeFailed) return { attempt, cause: 'store-failed' };
  if (next.life !== life && death - endedAt <= SAVED_WITHIN) return { attempt, cause: 'unsaved' };
  return unexplained('it had ended, and nothing kept its success from being saved');
}

/** What could only be there after the success of the attempt was durable, and was there before it began again. */
function sayingDurable(
  ofRun: readonly Attempt[],
  final: FinalRun | undefined,
  { step, endedAt = 0, ended = 0 }: Attempt,
  next: Attempt,
): string | undefined {
  const isBeside = (other: string) => step.startsWith(SIDE_BY_SIDE) && other.startsWith(SIDE_BY_SIDE);
  const later = ofRun.find(
    (one) => one.step !== step && !isBeside(one.step) && one.begun > ended && one.begun < next.begun,
  );
  if (later) return `${later.step} began after it`;
  const asked = final?.approvals.find(({ createdAt }) => {
    const at = Date.parse(createdAt);
    return at > endedAt && at < next.begunAt;
  });
  if (asked) return `${asked.key} was asked after it`;
  const end = final?.run.endedAt;
  return end !== undefined && Date.parse(end) < next.begunAt ? 'the run had ended' : undefined;
}
