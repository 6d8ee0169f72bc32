/** Tries at once a few times what fails for a moment: a channel, or another system. */
import type { Clock } from '../ports/clock.ts';

/** How long, in ms, one try may take. */
export const LONGEST_TRY = 10_000;

/** How long to wait before the second and the third try, in ms: what somebody has for a moment is over then. */
const PAUSES = [300, 1_200];

/** Tries until it does not fail: within some two seconds, unless it hangs. Each try is given how the one before it failed. */
export async function fewTries<Failed>(
  clock: Clock,
  once: (before?: Failed) => Promise<Failed | undefined>,
): Promise<Failed | undefined> {
  const startedAt = clock.now().getTime();
  let failed = await once();
  for (const pause of PAUSES) {
    const isSlow = clock.now().getTime() - startedAt >= LONGEST_TRY / 2;
    if (!failed || isSlow) return failed;
    await clock.sleep(pause);
    failed = await once(failed);
  }
  return failed;
}
