/** Stores that tell of what changed through them: what has to follow a change is derived from it, as from a table's stream. */
import type { Change } from '../domain/change.ts';
import type { ApprovalStore as ApprovalStorePort } from '../ports/approval-store.ts';
import type { WorkflowStateStore as WorkflowStateStorePort } from '../ports/workflow-state-store.ts';

/** Does what has to follow a change; never throws. */
export type Follow = (change: Change) => Promise<void>;

/** The same store; each change is followed before it is answered. */
export const observedApprovals = (approvals: ApprovalStorePort, follow: Follow): ApprovalStorePort => ({
  ...approvals,
  async ask(approval) {
    const asked = await approvals.ask(approval);
    const { created, approval: after, replaced: before } = asked;
    if (created) await follow({ kind: 'approval', ...(before && { before }), after });
    return asked;
  },
  async move(runId, key, move) {
    const moved = await approvals.move(runId, key, move);
    if (moved.done) await follow({ kind: 'approval', before: moved.before, after: moved.after });
    return moved;
  },
});

/** The same store; each change is followed before it is answered. */
export const observedRuns = (runs: WorkflowStateStorePort, follow: Follow): WorkflowStateStorePort => ({
  ...runs,
  async create(run) {
    const made = await runs.create(run);
    if (made.created) await follow({ kind: 'run', after: made.run });
    return made;
  },
  async move(runId, move) {
    const moved = await runs.move(runId, move);
    if (moved.done) await follow({ kind: 'run', before: moved.before, after: moved.after });
    return moved;
  },
  async remove(runId) {
    const before = await runs.load(runId);
    await runs.remove(runId);
    if (before) await follow({ kind: 'run', before });
  },
});
