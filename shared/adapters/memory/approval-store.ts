/** Keeps approvals in memory: for tests, and for a look without a database. Nothing survives the process. */
import { Approval, inPlaceOf, isSettled, replaces, type SettledApproval, supersededBy } from '../../domain/approval.ts';
import { copyOf } from '../../domain/copy.ts';
import { byTime, type EarlyDecision } from '../../domain/early-decision.ts';
import { applied, holds } from '../../domain/move.ts';
import type { ApprovalStore } from '../../ports/approval-store.ts';
import { takePage } from '../paging.ts';
import type { ChangeListener } from './changes.ts';

export function createMemoryApprovalStore({ onChange }: { onChange?: ChangeListener } = {}): ApprovalStore {
  const approvals = new Map<string, Approval>();
  const history = new Map<string, SettledApproval[]>();
  const early = new Map<string, EarlyDecision>();
  const name = (runId: string, key: string) => `${runId}#${key}`;
  const keep = (before: Approval | undefined, after: Approval) => {
    approvals.set(name(after.runId, after.key), copyOf(after));
    onChange?.({ kind: 'approval', ...(before && { before: copyOf(before) }), after: copyOf(after) });
  };
  return {
    async ask(approval) {
      const id = name(approval.runId, approval.key);
      const present = approvals.get(id);
      if (!present) {
        keep(undefined, approval);
        return { created: true, approval: copyOf(approval) };
      }
      if (!replaces(approval, present)) return { created: false, approval: copyOf(present) };
      const asked = inPlaceOf(approval, present);
      history.set(id, [...(history.get(id) ?? []), supersededBy(copyOf(present), asked)]);
      keep(present, asked);
      return { created: true, approval: copyOf(asked), replaced: copyOf(present) };
    },
    async superseded(runId, key) {
      return copyOf(history.get(name(runId, key)) ?? []);
    },
    async get(runId, key) {
      return copyOf(approvals.get(name(runId, key)));
    },
    async move(runId, key, move) {
      const before = approvals.get(name(runId, key));
      if (!before || !holds(move, before)) return { done: false, present: copyOf(before) };
      const after = Approval.parse(applied(move, before));
      keep(before, after);
      return { done: true, before, after }; // what was there is kept no longer
    },
    async ofRun(runId) {
      const ofRun = [...approvals.values()].filter((approval) => approval.runId === runId);
      return copyOf(ofRun.sort((a, b) => (a.key < b.key ? -1 : 1)));
    },
    async underKey(key, limit) {
      const all = [...approvals.values()].filter((approval) => approval.key === key);
      const pending = all.filter(({ status }) => status === 'pending');
      const found = pending.length > 0 ? pending : all;
      const sortOf = (approval: Approval) => (isSettled(approval) ? approval.settlement.at : approval.since);
      const entries = found.map((approval) => ({ runId: approval.runId, sort: sortOf(approval), id: approval.runId }));
      const [first, most] = pending.length > 0 ? [false, limit] : [true, 1];
      return takePage(entries, { limit: most }, first).items.map(({ runId }) => ({ runId, key }));
    },
    async listPending({ assignees }, page) {
      const isAsked = ({ assignee }: Approval) => !assignees || assignee.some((who) => assignees.includes(who));
      const entries = [...approvals.values()]
        .filter((approval) => approval.status === 'pending' && isAsked(approval))
        .map((approval) => ({ approval, sort: deadlineOf(approval), id: name(approval.runId, approval.key) }));
      const { items, cursor } = takePage(entries, page);
      return { items: copyOf(items.map(({ approval }) => approval)), ...(cursor !== undefined && { cursor }) };
    },
    async refreshInboxes() {
      // An inbox is looked up here, not kept.
    },
    async keepEarly(decision) {
      const id = `${name(decision.runId, decision.key)}#${decision.by}`;
      early.set(id, early.get(id) ?? copyOf(decision));
      return copyOf(early.get(id) ?? decision);
    },
    async early(runId, key) {
      return copyOf([...early.values()].filter((one) => one.runId === runId && one.key === key).sort(byTime));
    },
    async removeOfRun(runId) {
      for (const [id, decision] of early) if (decision.runId === runId) early.delete(id);
      for (const [id, approval] of approvals) {
        if (approval.runId !== runId) continue;
        approvals.delete(id);
        history.delete(id);
      }
    },
  };
}

/** What an inbox is sorted by: the deadline; approvals without one come after all others, by age. */
const deadlineOf = ({ expiresAt, since }: Approval): string => expiresAt ?? `~${since}`;
