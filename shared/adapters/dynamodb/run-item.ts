/** A run as its record in the table. */
import type { Move } from '../../domain/move.ts';
import { Run, type RunFields } from '../../domain/run.ts';
import type { Attributes } from './expression.ts';
import { LISTS, runIdOf, runKey, shardFor } from './table.ts';

/** How the due index names its lists. */
export const DUE_LISTS = { due: 'DUE', failed: 'FAILED', 'needs-review': 'REVIEW' } as const;

const dueAttributes = (runId: string, { list, at }: RunFields['due'] & object) => ({
  duePk: shardFor(DUE_LISTS[list], runId),
  dueAt: at,
});

export function itemOfRun(run: Run): Record<string, unknown> {
  const { due, runId: _inKey, ...fields } = run; // an update is billed by the whole item, so nothing stands there twice
  return {
    ...runKey(run.runId),
    ...fields,
    listPk: shardFor(LISTS.runs(run.workflow), run.runId),
    ...(due && dueAttributes(run.runId, due)),
  };
}

/** The run in a record; everything that is read is parsed (I7). */
export function runOfItem(item: Record<string, unknown>): Run {
  const list = Object.entries(DUE_LISTS).find(([, name]) => String(item.duePk ?? '').startsWith(`${name}#`))?.[0];
  return Run.parse({ ...item, runId: runIdOf(String(item.pk)), ...(list && { due: { list, at: item.dueAt } }) });
}

/** What a move writes of a run's record. */
export function runAttributes(
  runId: string,
  { set: { due, ...set }, remove = [], add = {} }: Move<RunFields>,
): Attributes {
  return {
    set: { ...set, ...(due && dueAttributes(runId, due)) },
    remove: remove.flatMap((field) => (field === 'due' ? ['duePk', 'dueAt'] : [field])),
    add,
  };
}
