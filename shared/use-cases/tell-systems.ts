/** Tells other systems of a change. */
import type { Change } from '../domain/change.ts';
import { outcomesOf } from '../domain/outcome.ts';
import type { Teller } from './system.ts';

/** Tells what is to be told because of a change; throws where somebody was not told, so that the change is followed again. */
export async function tellSystems({ listeners = [] }: Pick<Teller, 'listeners'>, change: Change): Promise<void> {
  if (listeners.length === 0) return;
  await Promise.all(outcomesOf(change).flatMap((outcome) => listeners.map((listener) => listener.tell(outcome))));
}
