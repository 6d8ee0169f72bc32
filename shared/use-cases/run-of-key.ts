/** Finds out which run somebody means by a key alone. */
import type { Actor } from '../domain/actor.ts';
import type { Approval } from '../domain/approval.ts';
import { isOverdue } from '../domain/approval-moves.ts';
import { NO_RUN } from '../domain/ids.ts';
import { type Time, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { Kept } from './system.ts';
import { mayAct, type People, whoActs } from './who-acts.ts';

const MOST_NAMED = 20;

/** Those that a bare key can mean: what is over or belongs to no run only where there is nothing else. */
function likeliest(approvals: readonly Approval[], now: Time): readonly Approval[] {
  const open = approvals.filter((approval) => approval.status !== 'pending' || !isOverdue(approval, now));
  const ofRuns = open.filter(({ runId }) => runId !== NO_RUN);
  return ofRuns.length > 0 ? ofRuns : open.length > 0 ? open : approvals;
}

/**
 * The run that the actor means by a bare key: the only one that waits under it, of those whose approval they may decide. Throws
 * `approval-unknown`, `not-allowed`, and `ambiguous-key` with the runs where there are several.
 */
export async function runOfKey(kept: Pick<Kept, 'approvals'> & People, key: string, actor: Actor): Promise<string> {
  const { approvals, clock } = kept;
  const refs = await approvals.underKey(key, MOST_NAMED);
  const found = (await Promise.all(refs.map((ref) => approvals.get(ref.runId, ref.key)))).filter(
    (one) => one !== undefined,
  );
  const [first] = found;
  if (!first) throw new CountersignError('approval-unknown', `Nothing was ever asked under the key "${key}".`);
  const may = await Promise.all(found.map((approval) => mayAct(kept, approval, actor)));
  const allowed = found.filter((_, i) => may[i]);
  const runs = likeliest(allowed, timeOf(clock.now())).map(({ runId }) => runId);
  if (runs.length > 1) {
    const many = runs.length === MOST_NAMED ? 'Many' : runs.length;
    throw new CountersignError(
      'ambiguous-key',
      `${many} runs wait under the key "${key}". Send the runId of the one that is meant.`,
      { runs },
    );
  }
  if (runs[0] === undefined) await whoActs(kept, first, actor);
  return runs[0] ?? first.runId;
}
