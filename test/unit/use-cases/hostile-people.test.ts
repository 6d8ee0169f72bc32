/** People who try to get more than what they were given. */
import { expect, it } from 'vitest';
import { DecisionInput } from '../../../shared/domain/decision.ts';
import { DelegationInput } from '../../../shared/domain/delegation.ts';
import { parseInput } from '../../../shared/domain/parse-input.ts';
import type { ApprovalOptions } from '../../../shared/engine/ask.ts';
import type { BodyArgs } from '../../../shared/engine/workflow.ts';
import { giveDelegation } from '../../../shared/use-cases/give-delegation.ts';
import { readApproval } from '../../../shared/use-cases/read-approval.ts';
import { reassignApproval } from '../../../shared/use-cases/reassign-approval.ts';
import { withdrawVote } from '../../../shared/use-cases/withdraw-vote.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const ann = person('ann@example.com', ['finance']);
const bob = person('bob@example.com', ['finance']);
const cleo = person('cleo@example.com', ['finance']);
const eve = person('eve@example.com');
const approve = { action: 'approve' as const };
const people = [ann.id, bob.id, cleo.id];

describeOnBothStores('people who want more than their own vote', (freshStores) => {
  async function asked(options: ApprovalOptions, body?: (args: BodyArgs<unknown, undefined>) => Promise<unknown>) {
    const workflow = workflowOf('payment', body ?? (({ approval }) => approval('pay', { proposed: 40, ...options })));
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores() });
    const { run } = await system.start('payment');
    await system.drain();
    const ref = { runId: run.runId, key: 'pay' };
    return {
      ...{ system, ref },
      decide: (who: typeof ann, input: Parameters<typeof system.decide>[2] = approve) =>
        system.decide(ref.runId, 'pay', input, who),
      reassign: (who: typeof ann, to: string[], from?: string[]) =>
        reassignApproval(system.kept(), ref, { to, reason: 'because', ...(from && { from }) }, who, false),
      votes: async () => (await readApproval(system.kept(), ref)).view.votes,
    };
  }
  const refused = (code: string) => expect.objectContaining({ code });

  it('hand on nobody’s seat but their own', async () => {
    const { reassign, votes, decide } = await asked({ assignee: people, quorum: { approvals: 2, rejections: 2 } });
    await decide(bob, { action: 'reject', reason: 'no' });

    await expect(reassign(ann, [eve.id], [bob.id, cleo.id])).rejects.toEqual(refused('not-allowed'));
    expect(await votes()).toMatchObject({ rejections: 1 });
  });

  it('hand on nothing that they stand in for', async () => {
    const { system, reassign } = await asked({ assignee: [ann.id] });
    await giveDelegation(system.kept(), { to: eve.id, until: '1h' }, ann);

    await expect(reassign(eve, [eve.id])).rejects.toEqual(refused('not-allowed'));
  });

  it('void no votes by handing on to who is asked already', async () => {
    const { reassign, votes, decide } = await asked({ assignee: 'finance', quorum: { approvals: 2 } });
    await decide(bob);

    await expect(reassign(ann, ['finance'])).rejects.toEqual(refused('invalid-input'));
    await reassign(ann, ['finance', 'legal']);
    expect(await votes()).toMatchObject({ approvals: 1 });
  });

  it('take back no vote but the one that is meant', async () => {
    const { system, ref, votes, decide } = await asked({ assignee: 'finance', quorum: { approvals: 4 } });
    await giveDelegation(system.kept(), { to: bob.id, until: '1h' }, ann);
    await decide(ann);
    await decide(bob);

    await expect(withdrawVote(system.kept(), ref, { for: ann.id }, bob)).rejects.toEqual(refused('no-vote'));
    expect(await votes()).toMatchObject({ approvals: 2 });
  });

  it('learn nothing of a decision that was none of theirs', async () => {
    const { system, ref, reassign, decide } = await asked({ assignee: 'finance' });
    await decide(ann);

    await expect(withdrawVote(system.kept(), ref, {}, eve)).rejects.toEqual(refused('not-allowed'));
    await expect(reassign(eve, ['legal'])).rejects.toEqual(refused('not-allowed'));
  });

  it.each<[string, ApprovalOptions]>([
    ['an empty list of approvers', { assignee: 'finance', approvers: [] }],
    ['an empty list of assignees', { assignee: [] }],
    ['a group without a name', { assignee: 'group:' }],
    ['votes that nobody may cast', { assignee: 'finance', quorum: { approvals: 2 }, allow: ['edit', 'reject'] }],
  ])('find no approval that is open to all or to nobody: %s', async (_, options) => {
    const { system, ref } = await asked(options);

    expect(await system.view(ref.runId)).toMatchObject({ status: 'failed', error: { code: 'invalid-approval' } });
  });

  it('get the same receipt for the same edit, where who edits may not decide', async () => {
    const { decide } = await asked({ assignee: 'finance', separation: ['editor'] });
    const edit = { action: 'edit' as const, originalValue: 40, editedValue: 30 };

    const first = await decide(ann, edit);

    expect(await decide(ann, edit)).toEqual(first);
  });

  it('I2: have an edit counted that is sent again after it was taken back', async () => {
    const { system, ref, decide, votes } = await asked({ assignee: 'finance', quorum: { approvals: 2 } });
    const edit = { action: 'edit' as const, originalValue: 40, editedValue: 30 };
    await decide(ann, edit);
    await withdrawVote(system.kept(), ref, {}, ann);

    await decide(ann, { ...edit, originalValue: 30 });

    expect(await votes()).toMatchObject({ approvals: 1, cast: [{ by: ann.id }] });
  });

  it('count once, however their address is written', async () => {
    const { system, ref, decide } = await asked({ assignee: 'Ann@Example.com' });
    const input = parseInput(DelegationInput, { to: 'Eve@Example.com', until: '1h' });
    await giveDelegation(system.kept(), input, ann);

    const receipt = await decide(eve, parseInput(DecisionInput, { action: 'approve', for: 'ANN@example.com' }));

    expect(receipt).toMatchObject({ by: eve.id, for: ann.id });
    expect((await readApproval(system.kept(), ref)).view.assignee).toEqual([ann.id]);
  });

  it('I8: hang no run by awaiting what is asked no more', async () => {
    const { system, ref, decide } = await asked({}, async ({ approval, firstOf }) => {
      const [pay, other] = [approval('pay', { assignee: 'finance' }), approval('other', { assignee: 'finance' })];
      await firstOf({ pay, other });
      return other;
    });

    await decide(ann);
    await system.drain();

    expect(await system.view(ref.runId)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('awaits something that never comes') },
    });
  });
});
