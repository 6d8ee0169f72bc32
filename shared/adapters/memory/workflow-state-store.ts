/** Keeps runs in memory: for tests, and for a look without a database. Nothing survives the process. */
import { copyOf } from '../../domain/copy.ts';
import { applied, holds } from '../../domain/move.ts';
import { Run } from '../../domain/run.ts';
import type { Entry } from '../../domain/snapshot.ts';
import { type DuePart, isWanted, type WorkflowStateStore } from '../../ports/workflow-state-store.ts';
import { takePage } from '../paging.ts';
import type { ChangeListener } from './changes.ts';

export function createMemoryWorkflowStateStore({ onChange }: { onChange?: ChangeListener } = {}): WorkflowStateStore {
  const runs = new Map<string, Run>();
  const pages = new Map<string, readonly Entry[]>();
  const removePages = async (runId: string): Promise<void> => {
    for (const name of pages.keys()) if (name.startsWith(`${runId}#`)) pages.delete(name);
  };
  return {
    async create(run) {
      const present = runs.get(run.runId);
      if (present) return { created: false, run: copyOf(present) };
      runs.set(run.runId, copyOf(run));
      onChange?.({ kind: 'run', after: copyOf(run) });
      return { created: true, run: copyOf(run) };
    },
    async load(runId) {
      return copyOf(runs.get(runId));
    },
    async move(runId, move) {
      const before = runs.get(runId);
      if (!before || !holds(move, before)) return { done: false, present: copyOf(before) };
      const after = Run.parse(applied(move, before));
      runs.set(runId, copyOf(after));
      onChange?.({ kind: 'run', before: copyOf(before), after: copyOf(after) });
      return { done: true, before, after }; // what was there is kept no longer
    },
    async savePage(runId, page, entries, edition = 0) {
      pages.set(`${runId}#${edition}#${page}`, copyOf(entries));
    },
    async loadPages(runId, count, edition = 0) {
      return Array.from({ length: count }, (_, page) => copyOf(pages.get(`${runId}#${edition}#${page}`) ?? [])).flat();
    },
    async due(until, { part, ...page }) {
      const due = [...runs.values()].flatMap(({ runId, due }) =>
        due?.list === 'due' && due.at <= until && isIn(part, runId)
          ? [{ runId, at: due.at, sort: due.at, id: runId }]
          : [],
      );
      const { items, ...more } = takePage(due, page);
      return { items: items.map(({ runId, at }) => ({ runId, at })), ...more };
    },
    async list(filter, page) {
      const { workflow, status } = filter;
      const byDue = status === 'waiting' || status === 'incomplete';
      const found = byDue || status === 'failed' || status === 'needs-review';
      const entries = [...runs.values()]
        .filter((run) => isWanted(run, found ? filter : { workflow }))
        .map((run) => ({ run, sort: found ? (run.due?.at ?? run.updatedAt) : run.createdAt, id: run.runId }));
      const { items, cursor } = takePage(entries, page, !byDue);
      const wanted = items.map(({ run }) => run).filter((run) => isWanted(run, filter));
      return { items: copyOf(wanted), ...(cursor !== undefined && { cursor }) };
    },
    removePages,
    async remove(runId) {
      const before = runs.get(runId);
      runs.delete(runId);
      await removePages(runId);
      if (before) onChange?.({ kind: 'run', before });
    },
  };
}

const isIn = (part: DuePart | undefined, runId: string): boolean =>
  part === undefined || [...runId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % part.of === part.number;
