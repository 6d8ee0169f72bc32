/** A run as its record in the table. */
import * as z from 'zod/mini';
import type { Move } from '../../domain/move.ts';
import { hasEnded, Run, type RunFields } from '../../domain/run.ts';
import type { Entry } from '../../domain/snapshot.ts';
import type { Wait } from '../../domain/wait.ts';
import type { Attributes } from './expression.ts';
import { withForm, withFormText } from './form-text.ts';
import { DUE_LISTS, LISTS, type Lists, workflowOf } from './lists.ts';
import { runIdOf, runKey } from './table.ts';

const dueAttributes = (lists: Lists, runId: string, { list, at }: RunFields['due'] & object) => ({
  duePk: lists.partitionFor(DUE_LISTS[list], runId),
  dueAt: at,
});

// An update is billed by the whole item: nothing stands there twice, and what is usual is left out.
export function itemOfRun(run: Run, lists: Lists): Record<string, unknown> {
  const { due, runId: _inKey, workflow, waits, pages, tail, ...fields } = run;
  return {
    ...runKey(run.runId),
    ...fields,
    ...(pages > 0 && { pages }),
    tail: tail.map(itemOfEntry),
    ...(waits && { waits: waits.map(itemOfWait) }),
    listPk: lists.partitionFor(LISTS.runs(workflow), run.runId),
    ...(due && dueAttributes(lists, run.runId, due)),
  };
}

/** Most are steps. */
const itemOfEntry = ({ kind, ...entry }: Entry) => (kind === 'step' ? entry : { kind, ...entry });
const entryOfItem = (read: unknown) => ({ kind: 'step', ...ReadEntry.parse(read) });

const itemOfWait = (wait: Wait) => (wait.kind === 'approval' ? { ...wait, ask: withFormText(wait.ask) } : wait);

const ReadEntry = z.record(z.string(), z.unknown());

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
    leases: 0,
    endedAt: item.updatedAt, // of a run that has not ended, its schema leaves it out
    workflow: workflowOf(String(item.listPk)),
    ...item,
    runId: runIdOf(String(item.pk)),
    ...(Array.isArray(item.tail) && { tail: item.tail.map(entryOfItem) }),
    ...(Array.isArray(item.waits) && { waits: item.waits.map(waitOfItem) }),
    ...(list && { due: { list, at: item.dueAt } }),
  });
}

/** What a move writes of a run's record. */
export function runAttributes(
  runId: string,
  { set: { due, waits, pages, tail, ...set }, remove = [], add = {} }: Move<RunFields>,
  lists: Lists,
): Attributes {
  const usual = usualIn(set);
  const said = Object.entries(set).filter(([name]) => !usual.includes(name));
  return {
    set: {
      ...Object.fromEntries(said),
      ...(pages && { pages }),
      ...(tail && { tail: tail.map(itemOfEntry) }),
      ...(waits && { waits: waits.map(itemOfWait) }),
      ...(due && dueAttributes(lists, runId, due)),
    },
    remove: [...remove.flatMap((field) => (field === 'due' ? ['duePk', 'dueAt'] : [field])), ...usual],
    add,
  };
}

/** What the record of an ended run need not say: it ended when it was last changed, and no runner is counted. */
const usualIn = ({ status, endedAt, updatedAt, leases }: Partial<RunFields>): string[] =>
  status && hasEnded({ status })
    ? [...(endedAt === updatedAt ? ['endedAt'] : []), ...(leases === 0 ? ['leases'] : [])]
    : [];
