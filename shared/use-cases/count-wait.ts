/** Counts for how long people have been asked. */
import { type Approval, isSettled } from '../domain/approval.ts';
import { groupsNamed, isPerson } from '../domain/group.ts';
import type { WaitingRun } from '../domain/run.ts';
import type { Time } from '../domain/time.ts';
import type { Meter } from '../ports/meter.ts';

/**
 * Of what the run asks, what has been open longest. The sweep looks at every waiting run once a day or more often, so that the
 * greatest age within a day is that of the oldest wait of all, and no list has to be read for it. Groups are named, people are not.
 */
export function countWait(meter: Meter, run: WaitingRun, asked: readonly Approval[], now: Time): void {
  const [oldest] = asked.filter((one) => !isSettled(one)).sort((one, other) => (one.since < other.since ? -1 : 1));
  if (!oldest) return;
  const { key, since, assignee } = oldest;
  const groups = groupsNamed(assignee).join(', ');
  const people = assignee.filter(isPerson).length;
  meter.count(
    { WaitAge: Date.parse(now) - Date.parse(since) },
    {
      at: now,
      workflow: run.workflow,
      runId: run.runId,
      key,
      ...(groups && { groups }),
      ...(people > 0 && { people }),
    },
  );
}
