/** Keeps approvals in memory: for tests, and for a look without a database. Nothing survives the process. */
import { Approval } from '../../domain/approval.ts';
import { applied, holds } from '../../domain/move.ts';
import type { ApprovalStore } from '../../ports/approval-store.ts';
import { type ChangeListener, copy } from './changes.ts';
import { by, pageOf } from './page.ts';

export function createMemoryApprovalStore({ onChange }: { onChange?: ChangeListener } = {}): ApprovalStore {
  const approvals = new Map<string, Approval>();
  const name = (runId: string, key: string) => `${runId}#${key}`;
  const keep = (before: Approval | undefined, after: Approval) => {
    approvals.set(name(after.runId, after.key), copy(after));
    onChange?.({ kind: 'approval', ...(before && { before: copy(before) }), after: copy(after) });
  };
  return {
    async ask(approval) {
      const present = approvals.get(name(approval.runId, approval.key));
      if (present && present.epoch >= approval.epoch) return copy(present);
      keep(present, approval);
      return copy(approval);
    },
    async get(runId, key) {
      return copy(approvals.get(name(runId, key)));
    },
    async move(runId, key, move) {
      const before = approvals.get(name(runId, key));
      if (!before || !holds(move, before)) return { done: false, present: copy(before) };
      const after = Approval.parse(applied(move, before));
      keep(before, after);
      return { done: true, before: copy(before), after };
    },
    async ofRun(runId) {
      return copy([...approvals.values()].filter((approval) => approval.runId === runId).sort(by(({ key }) => key)));
    },
    async underKey(key, limit) {
      const all = [...approvals.values()].filter((approval) => approval.key === key).sort(by(({ since }) => since));
      const pending = all.filter(({ status }) => status === 'pending');
      return (pending.length > 0 ? pending.slice(0, limit) : all.slice(-1)).map(({ runId }) => ({ runId, key }));
    },
    async listPending({ assignees }, page) {
      const mine = [...approvals.values()].filter(
        ({ status, assignee }) =>
          status === 'pending' && (!assignees || assignee.some((who) => assignees.includes(who))),
      );
      return copy(pageOf(mine.sort(by(({ expiresAt, since }) => expiresAt ?? `~${since}`)), page));
    },
    async refreshInboxes() {
      // An inbox is looked up here, not kept.
    },
    async removeOfRun(runId) {
      for (const [id, approval] of approvals) if (approval.runId === runId) approvals.delete(id);
    },
  };
}
