/** The present by the system's clock, which can be another than this machine's: either may be wrong, and the local one can be moved. */
import { presentBy } from '../../shared/domain/time.ts';

const listeners = new Set<() => void>();
/** How far the system's clock is ahead of this machine's, in ms. */
let ahead = 0;

/** In ms since 1970. */
export const present = (): number => Date.now() + ahead;

/** `listener` is told where the present has turned out to be another one. */
export function onMoved(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `fetch`, by whose answers the page sets its clock. */
export const fetchTimed: typeof fetch = async (...request) => {
  const answer = await fetch(...request);
  const own = present();
  const told = presentBy(answer.headers.get('date'), own);
  if (told === own) return answer;
  ahead += told - own;
  for (const tell of listeners) tell();
  return answer;
};
