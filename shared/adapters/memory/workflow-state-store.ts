/** Keeps runs in memory: for tests, and for a look without a database. Nothing survives the process. */
import { applied, holds } from '../../domain/move.ts';
import { Run } from '../../domain/run.ts';
import type { Entry } from '../../domain/snapshot.ts';
import type { WorkflowStateStore } from '../../ports/workflow-state-store.ts';
import { type ChangeListener, copy } from './changes.ts';
import { by, pageOf } from './page.ts';

const FOUND_BY_STATUS = ['waiting', 'failed', 'needs-review'];

export function createMemoryWorkflowStateStore({ onChange }: { onChange?: ChangeListener } = {}): WorkflowStateStore {
  const runs = new Map<string, Run>();
  const pages = new Map<string, readonly Entry[]>();
  return {
    async create(run) {
      const present = runs.get(run.runId);
      if (present) return { created: false, run: copy(present) };
      runs.set(run.runId, copy(run));
      onChange?.({ kind: 'run', after: copy(run) });
      return { created: true, run: copy(run) };
    },
    async load(runId) {
      return copy(runs.get(runId));
    },
    async move(runId, move) {
      const before = runs.get(runId);
      if (!before || !holds(move, before)) return { done: false, present: copy(before) };
      const after = Run.parse(applied(move, before));
      runs.set(runId, copy(after));
      onChange?.({ kind: 'run', before: copy(before), after: copy(after) });
      return { done: true, before: copy(before), after };
    },
    async savePage(runId, page, entries) {
      pages.set(`${runId}#${page}`, copy(entries));
    },
    async loadPages(runId, count) {
      return Array.from({ length: count }, (_, page) => copy(pages.get(`${runId}#${page}`) ?? [])).flat();
    },
    async due(until, limit) {
      return [...runs.values()]
        .flatMap(({ runId, due }) => (due?.list === 'due' && due.at <= until ? [{ runId, at: due.at }] : []))
        .sort(by(({ at }) => at))
        .slice(0, limit);
    },
    async list({ workflow, status }, page) {
      const named = [...runs.values()].filter((run) => workflow === undefined || run.workflow === workflow);
      const newest = named.sort(by((run) => run.createdAt)).reverse();
      if (status !== undefined && FOUND_BY_STATUS.includes(status))
        return copy(
          pageOf(
            newest.filter((run) => run.status === status),
            page,
          ),
        );
      const { items, cursor } = pageOf(newest, page);
      const kept = items.filter((run) => status === undefined || run.status === status);
      return { items: copy(kept), ...(cursor !== undefined && { cursor }) };
    },
    async remove(runId) {
      const before = runs.get(runId);
      runs.delete(runId);
      for (const name of pages.keys()) if (name.startsWith(`${runId}#`)) pages.delete(name);
      if (before) onChange?.({ kind: 'run', before });
    },
  };
}
