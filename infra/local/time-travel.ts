/** Moves the clock of the local system on, and lets happen on the way what falls due. */
import { CountersignError } from '../../shared/errors.ts';
import type { LocalSystem } from './system.ts';

/** No run is at rest for as long as a step of it is running: so long, in ms, the move waits for that. */
const PATIENCE = 30_000;

/** Moves on by `ms`, from one due time to the next, so that what falls due happens in its order. Throws `run-busy`. */
export async function travel(system: LocalSystem, ms: number): Promise<Date> {
  const { clock, kept } = system;
  await atRest(system);
  const target = new Date(clock.now().getTime() + ms);
  const seen = new Set<string>();
  for (;;) {
    const [next] = (await kept.runs.due(target.toISOString(), { limit: 1 })).items;
    const id = next && `${next.runId} ${next.at}`;
    if (!next || !id || seen.has(id)) break; // what stays due after a sweep (a runner at work, say) holds up nothing
    seen.add(id);
    clock.moveTo(new Date(next.at));
    await clock.sleep(1); // a lease that ends now is over a moment later
    await system.invoke('sweep', {});
    await system.settled();
  }
  clock.moveTo(target);
  await system.invoke('sweep', {});
  await system.settled();
  return clock.now();
}

async function atRest(system: LocalSystem): Promise<void> {
  const start = performance.now();
  while (system.busy()) {
    if (performance.now() - start > PATIENCE)
      throw new CountersignError('run-busy', 'A step is still running; the clock moves when none is. Try again.');
    await system.clock.sleep(20);
  }
}
