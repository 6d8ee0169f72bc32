/** A run as its record in the table. */
import * as z from 'zod/mini';
import type { Move } from '../../domain/move.ts';
import { Run, type RunFields } from '../../domain/run.ts';
import type { Wait } from '../../domain/wait.ts';
import type { Attributes } from './expression.ts';
import { withForm, withFormText } from './form-text.ts';
import { LISTS, runIdOf, runKey, shardFor } from './table.ts';

/** How the due index names its lists. */
export const DUE_LISTS = { due: 'DUE', failed: 'FAILED', 'needs-review': 'REVIEW' } as const;

const dueAttributes = (runId: string, { list, at }: RunFields['due'] & object) => ({
  duePk: shardFor(DUE_LISTS[list], runId),
  dueAt: at,
});

// An update is billed by the whole item: nothing stands there twice, and what is usual is left out.
export function itemOfRun(run: Run): Record<string, unknown> {
  const { due, runId: _inKey, waits, pages, ...fields } = run;
  return {
    ...runKey(run.runId),
    ...fields,
    ...(pages > 0 && { pages }),
    ...(waits && { waits: waits.map(itemOfWait) }),
    listPk: shardFor(LISTS.runs(run.workflow), run.runId),
    ...(due && dueAttributes(run.runId, due)),
  };
}

const itemOfWait = (wait: Wait) => (wait.kind === 'approval' ? { ...wait, ask: withFormText(wait.ask) } : wait);

/** Only what a wait needs to be mended before its schema parses it. */
const ReadWait = z.looseObject({ ask: z.optional(z.record(z.string(), z.unknown())) });
const waitOfItem = (read: unknown) => {
  const { ask, ...wait } = ReadWait.parse(read);
  return { ...wait, ...(ask && { ask: withForm(ask) }) };
};

/** The run in a record; everything that is read is parsed (I7). */
export function runOfItem(item: Record<string, unknown>): Run {
  const list = Object.entries(DUE_LISTS).find(([, name]) => String(item.duePk ?? '').startsWith(`${name}#`))?.[0];
  return Run.parse({
    pages: 0,
    ...item,
    runId: runIdOf(String(item.pk)),
    ...(Array.isArray(item.waits) && { waits: item.waits.map(waitOfItem) }),
    ...(list && { due: { list, at: item.dueAt } }),
  });
}

/** What a move writes of a run's record. */
export function runAttributes(
  runId: string,
  { set: { due, waits, pages, ...set }, remove = [], add = {} }: Move<RunFields>,
): Attributes {
  return {
    set: {
      ...set,
      ...(pages && { pages }),
      ...(waits && { waits: waits.map(itemOfWait) }),
      ...(due && dueAttributes(runId, due)),
    },
    remove: remove.flatMap((field) => (field === 'due' ? ['duePk', 'dueAt'] : [field])),
    add,
  };
}
