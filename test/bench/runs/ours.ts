/** A run through the real use cases and stores; what a write changed is handed on at once, as the floor goes on at once. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Change } from '../../../shared/domain/change.ts';
import { createRegistry } from '../../../shared/engine/workflow.ts';
import { observedApprovals, observedRuns } from '../../../shared/library/observed.ts';
import type { WakeUp } from '../../../shared/ports/wake-queue.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { recordDecision } from '../../../shared/use-cases/record-decision.ts';
import { resumeRun } from '../../../shared/use-cases/resume-run.ts';
import { startRun } from '../../../shared/use-cases/start-run.ts';
import { wake } from '../../../shared/use-cases/wake.ts';
import { benchKept } from '../kept.ts';
import { expense, refund } from '../workflows.ts';

const TERMS = { leaseMs: 60_000 };
const ALICE = { id: 'alice@example.com', groups: [], proof: 'local' } as const;

/** Runs a workflow from start to completion, approving whatever it asks. */
export type RunOnce = (workflow: string, input: unknown) => Promise<void>;

export function createOurs(client: DynamoDBClient, table: string): RunOnce {
  const changes = new Map<string, Change[]>();
  const note = async (change: Change) => {
    const runId = (change.after ?? change.before)?.runId ?? '';
    changes.set(runId, [...(changes.get(runId) ?? []), change]);
  };
  const stores = benchKept(client, table);
  const kept = {
    ...stores,
    runs: observedRuns(stores.runs, note),
    approvals: observedApprovals(stores.approvals, note),
  };
  const runner = { ...kept, workflows: createRegistry([refund, expense]) };
  const teller = { ...kept, channels: [], publicUrl: 'http://localhost' };

  /** Hands on what changed, until nothing follows; comes back with what people were asked. */
  const follow = async (runId: string): Promise<string[]> => {
    const asked: string[] = [];
    for (;;) {
      const [change, ...left] = changes.get(runId) ?? [];
      changes.set(runId, left);
      if (!change) break;
      await notify(teller, change);
      if (change.kind === 'approval' && change.after?.status === 'pending') asked.push(change.after.key);
      const wakeUps: WakeUp[] = [];
      await wake({ queue: { send: async (wakeUp) => void wakeUps.push(wakeUp) } }, change);
      for (const wakeUp of wakeUps) await resumeRun(runner, wakeUp, TERMS);
    }
    changes.delete(runId);
    return asked;
  };

  return async (workflow, input) => {
    const { run } = await startRun(runner, { workflow, input, startedBy: ALICE.id }, TERMS);
    for (let keys = await follow(run.runId); keys.length > 0; keys = await follow(run.runId))
      for (const key of keys) await recordDecision(kept, { runId: run.runId, key }, { action: 'approve' }, ALICE);
  };
}
