/** What people are told of their votes where others vote at the same time. */
import { describe, expect, it } from 'vitest';
import { createClaimsDirectory } from '../../../shared/adapters/directory/claims-directory.ts';
import { createMemoryApprovalStore } from '../../../shared/adapters/memory/approval-store.ts';
import { createMemoryDelegationStore } from '../../../shared/adapters/memory/delegation-store.ts';
import { createMemoryWorkflowStateStore } from '../../../shared/adapters/memory/workflow-state-store.ts';
import { expire } from '../../../shared/domain/approval-moves.ts';
import type { ApprovalStore } from '../../../shared/ports/approval-store.ts';
import { chained } from '../../../shared/use-cases/approval-chain.ts';
import { recordDecision } from '../../../shared/use-cases/record-decision.ts';
import { aDelegation, aPendingApproval, person } from '../../support/builders.ts';
import { createTestClock, plus } from '../../support/clock.ts';
import { createRecordingLog } from '../../support/log.ts';

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const CLEO = 'cleo@example.com';
const YES = { action: 'approve' } as const;

const keptWith = (approvals: ApprovalStore) => ({
  approvals,
  runs: createMemoryWorkflowStateStore(),
  delegations: createMemoryDelegationStore(),
  directory: createClaimsDirectory(),
  clock: createTestClock(),
  log: createRecordingLog(),
});

async function aVoteOfTwo() {
  const approvals = createMemoryApprovalStore();
  const approval = aPendingApproval({
    ...{ assignee: [ANN, BOB, CLEO], quorum: { approvals: 2 }, expiresAt: plus('1h') },
    digest: 'shown',
  });
  await approvals.ask(approval);
  return { approvals, approval, ref: { runId: approval.runId, key: approval.key } };
}

/** Loses the answer to the first write, and lets something happen before the client repeats it. */
const losingAnAnswer = (approvals: ApprovalStore, meanwhile: () => Promise<unknown>): ApprovalStore => {
  let isLost = false;
  return {
    ...approvals,
    async move(runId, key, move) {
      const moved = await approvals.move(runId, key, move);
      if (isLost) return moved;
      isLost = true;
      await meanwhile();
      return approvals.move(runId, key, move);
    },
  };
};

describe('the receipt of a vote', () => {
  it('is of their own vote, where the next one has settled the approval before they hear', async () => {
    const { approvals, ref } = await aVoteOfTwo();
    const slow = losingAnAnswer(approvals, () => recordDecision(keptWith(approvals), ref, YES, person(BOB)));

    const receipt = await recordDecision(keptWith(slow), ref, YES, person(ANN));

    expect(receipt).toMatchObject({ by: ANN, action: 'approve', status: 'approved' });
  });

  it('is of their own vote, where the time ran out before they hear', async () => {
    const { approvals, approval, ref } = await aVoteOfTwo();
    const slow = losingAnAnswer(approvals, async () => {
      const present = await approvals.get(ref.runId, ref.key);
      if (present?.status !== 'pending') throw new Error('It is not pending.');
      await approvals.move(ref.runId, ref.key, chained(present, expire(present)));
    });

    const receipt = await recordDecision(keptWith(slow), ref, YES, person(ANN));

    expect(receipt).toMatchObject({ by: ANN, action: 'approve', status: 'expired', digest: approval.digest });
  });

  it('is the same again for whose vote settled an edited approval', async () => {
    const { approvals, ref } = await aVoteOfTwo();
    const kept = keptWith(approvals);
    await recordDecision(kept, ref, { action: 'edit', originalValue: 1, editedValue: 2 }, person(ANN));

    const first = await recordDecision(kept, ref, YES, person(BOB));
    const again = await recordDecision(kept, ref, YES, person(BOB));

    expect(again).toEqual(first);
  });

  it('is not theirs for another, where they have voted themselves', async () => {
    const { approvals, ref } = await aVoteOfTwo();
    const kept = keptWith(approvals);
    await kept.delegations.add(aDelegation({ from: ANN, to: BOB }));
    await recordDecision(kept, ref, YES, person(BOB));

    const forAnn = recordDecision(kept, ref, { ...YES, for: ANN }, person(BOB));

    await expect(forAnn).rejects.toMatchObject({ code: 'already-decided' });
  });

  it('is not of a settled approval for another, where they settled it themselves', async () => {
    const { approvals, ref } = await aVoteOfTwo();
    const kept = keptWith(approvals);
    await kept.delegations.add(aDelegation({ from: ANN, to: BOB }));
    await recordDecision(kept, ref, YES, person(CLEO));
    await recordDecision(kept, ref, YES, person(BOB));

    const forAnn = recordDecision(kept, ref, { ...YES, for: ANN }, person(BOB));

    await expect(forAnn).rejects.toMatchObject({ code: 'already-decided' });
  });
});
