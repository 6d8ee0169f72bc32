/** Hands a process once more what it has just been done with: nothing may come of it that has not come of it before. */
import { isSettled } from '../../shared/domain/approval.ts';
import { asksOf } from '../../shared/domain/wait.ts';
import { bringUp } from './live.ts';
import { perform } from './perform.ts';
import { programOf } from './programs.ts';
import type { Scenario } from './scenario.ts';
import { type Actor, durable, type State, type Stores, type Task } from './state.ts';

/** What a delivery that changes nothing may change of a run all the same: who holds it, when it is looked at, and on which page it remembers what. */
const HELD = new Set(['epoch', 'wake', 'leases', 'leaseUntil', 'holder', 'updatedAt', 'due', 'pages', 'tail']);

/** Problems where the task, done a second time right away, does more than nothing. */
export async function brokenByRedelivery(state: State, task: Task, scenario: Scenario): Promise<string[]> {
  // A body that goes on after a step failed has that step again each time.
  if (state.actors.length > 0 || (task.is === 'resume' && (scenario.wanders || mayGoOn(state, scenario)))) return [];
  const actor: Pick<Actor, 'serial' | 'since' | 'heard'> = { serial: state.serial, since: state.now, heard: [] };
  const live = await bringUp(actor, programOf(task, scenario));
  let kept: Stores = state;
  for (let call = live.calls()[0]; call && call.on !== 'end'; call = live.calls()[0]) {
    if (call.on === 'effect') return [`I3: ${call.name} begins where what led to it comes once more`];
    const performed = await perform(kept, call);
    kept = performed;
    await live.hear({ call: call.id, now: state.now, answer: performed.answer });
  }
  return textOf(kept) !== textOf(state)
    ? [`I3: what ${task.is} was handed changes something when it comes once more`]
    : [];
}

/** True where whoever takes the run next goes on with it, whatever it was woken by. */
function mayGoOn(state: State, { oneOf = [] }: Scenario): boolean {
  const { run, approvals } = state;
  if (run?.status === 'running') return true;
  const kept = durable(state);
  const isAnswered = (key: string) => approvals.get(key)?.status !== 'pending';
  // The answer that came second is learned of at the next wake-up, whatever it was for.
  if (oneOf.some((key) => isAnswered(key) && !kept.has(`approval:${key}`))) return true;
  return (
    run?.status === 'waiting' &&
    asksOf(run.waits).some(({ key }) => {
      const approval = approvals.get(key);
      return approval !== undefined && isSettled(approval);
    })
  );
}

const textOf = ({ run, pages, approvals }: Pick<State, 'run' | 'pages' | 'approvals'>): string =>
  JSON.stringify([
    Object.entries(run ?? {}).filter(([name]) => !HELD.has(name)),
    [...durable({ run, pages })],
    [...approvals.values()].sort((one, other) => (one.key < other.key ? -1 : 1)),
  ]);
