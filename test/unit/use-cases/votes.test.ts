/** Approvals that go by votes, over real stores: how they are counted, and what the run is told. */
import { expect, it } from 'vitest';
import type { ApprovalOptions } from '../../../shared/engine/ask.ts';
import { explainApproval } from '../../../shared/use-cases/explain-approval.ts';
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
const approve = { action: 'approve' as const };

describeOnBothStores('an approval that goes by votes', (freshStores) => {
  const effects: unknown[] = [];

  async function asked(options: ApprovalOptions = {}) {
    effects.length = 0;
    const workflow = workflowOf('payment', async ({ step, approval }) => {
      const answer = await approval('pay', { assignee: 'finance', quorum: { approvals: 2 }, ...options });
      await step('pay', () => void effects.push(answer));
      return answer.value;
    });
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores() });
    const { run } = await system.start('payment');
    await system.drain();
    const ref = { runId: run.runId, key: 'pay' };
    return {
      system,
      ref,
      decide: (who: typeof ann, input: Parameters<typeof system.decide>[2] = approve) =>
        system.decide(ref.runId, 'pay', input, who),
      view: async () => (await readApproval(system.kept(), ref)).view,
    };
  }

  it('I1: goes on once, with all votes, when enough have voted', async () => {
    const { system, ref, decide } = await asked({ proposed: 40 });

    const first = await decide(ann);
    await system.drain();
    const before = (await system.run(ref.runId)).status;
    const second = await decide(bob, { ...approve, comment: 'Fine.' });
    await system.drain();

    expect(first).toMatchObject({ status: 'pending', by: 'ann@example.com', votes: { approvals: 1, rejections: 0 } });
    expect(before).toBe('waiting');
    expect(second).toMatchObject({ status: 'approved', by: 'bob@example.com', value: 40, votes: { approvals: 2 } });
    expect((await system.run(ref.runId)).status).toBe('completed');
    expect(effects).toMatchObject([
      { action: 'approve', value: 40, votes: [{ by: 'ann@example.com' }, { by: 'bob@example.com', comment: 'Fine.' }] },
    ]);
  });

  it('I1: settles exactly once where the votes come at the same time', async () => {
    const { system, ref, decide } = await asked({ proposed: 40 });

    const receipts = await Promise.all([ann, bob, cleo].map((who) => decide(who).catch((error: unknown) => error)));
    await system.drain();

    const cast = (await readApproval(system.kept(), ref)).view.decision?.votes?.cast ?? [];
    expect(cast).toHaveLength(2);
    expect(receipts.filter((receipt) => (receipt as { status?: string }).status === 'approved')).toHaveLength(1);
    expect(effects).toHaveLength(1);
  });

  it('C3: gives the same receipt for the same vote, also once it is decided', async () => {
    const { decide } = await asked({ proposed: 40 });

    const first = await decide(ann);
    const again = await decide(ann);
    await decide(bob);
    const late = await decide(ann);

    expect(again).toEqual(first);
    expect(late).toMatchObject({ by: 'ann@example.com', at: first.at, status: 'approved' });
  });

  it('tells in words when they voted who votes otherwise, and who looks at it again', async () => {
    const { system, ref, decide } = await asked({ proposed: 40 });
    await decide(ann);

    const otherwise = await decide(ann, { action: 'reject', reason: 'Too much' }).catch((error: unknown) => error);
    const { explanation } = await explainApproval(system.kept(), ref, ann);

    expect(otherwise).toMatchObject({
      code: 'already-decided',
      message:
        'ann@example.com has voted already (approve, on Mon 5 Jan 2026, 09:00 UTC). Withdraw that vote to vote otherwise.',
    });
    expect(explanation.you.why).toBe('You voted approve.');
  });

  it('I5: binds a vote to what was shown, also after an edit', async () => {
    const { decide, view } = await asked({ proposed: 40 });
    const { digest } = await view();

    await decide(ann, { action: 'edit', originalValue: 40, editedValue: 30 });
    const late = await decide(bob, { ...approve, digest }).catch((error: unknown) => error);
    const edited = await view();

    expect(late).toMatchObject({ code: 'changed', details: { digest: edited.digest } });
    expect(edited.digest).not.toBe(digest);
    expect(edited.proposed).toBe(30);
  });

  it('B5: goes on with the edited value, and keeps both and what differs', async () => {
    const { system, decide, view } = await asked({ proposed: { amount: 40, to: 'ann' } });

    await decide(ann, {
      action: 'edit',
      originalValue: { amount: 40, to: 'ann' },
      editedValue: { amount: 30, to: 'ann' },
    });
    await decide(bob);
    await system.drain();

    expect(effects).toMatchObject([{ action: 'edit', value: { amount: 30, to: 'ann' }, by: 'bob@example.com' }]);
    expect((await view()).decision).toMatchObject({
      originalValue: { amount: 40, to: 'ann' },
      value: { amount: 30, to: 'ann' },
      changes: [{ path: 'amount', from: 40, to: 30 }],
    });
  });

  it('tells what happened to it, in order', async () => {
    const { system, ref, decide, view } = await asked({ proposed: 40, escalate: [{ after: '4h', to: 'head' }] });
    await decide(ann);
    await withdrawVote(system.kept(), ref, { reason: 'Too soon.' }, ann);
    await system.pass('4h');
    await reassignApproval(system.kept(), ref, { to: 'legal', from: 'finance', reason: 'Theirs.' }, ann, false);

    const { history, assignee } = await view();

    expect(history).toMatchObject([
      { what: 'asked', to: ['finance'] },
      { what: 'voted', by: 'ann@example.com', action: 'approve' },
      { what: 'withdrawn', by: 'ann@example.com', reason: 'Too soon.' },
      { what: 'escalated', to: ['head'] },
      { what: 'reassigned', by: 'ann@example.com', from: ['finance'], to: ['legal'], reason: 'Theirs.' },
    ]);
    expect(assignee).toEqual(['head', 'legal']);
  });

  it('moves to the inbox of whom it was handed to, and tells them', async () => {
    const { system, ref } = await asked({ assignee: ['ann@example.com', 'bob@example.com'] });
    const inbox = async (name: string) =>
      (await system.kept().approvals.listPending({ assignees: [name] }, { limit: 10 })).items.length;
    await reassignApproval(system.kept(), ref, { to: ['dave@example.com'], reason: 'Away.' }, ann, false);
    await system.drain();

    const left = await Promise.all(['ann', 'bob', 'dave'].map((name) => inbox(`${name}@example.com`)));

    expect(left).toEqual([0, 1, 1]);
    expect(
      system.notices.filter(({ kind, to }) => kind === 'approval-needed' && to.includes('dave@example.com')),
    ).toHaveLength(1);
  });

  it('explains who is asked, why, and what time will bring', async () => {
    const { system, ref, decide } = await asked({
      ...{ timeout: '24h', remind: ['4h'], separation: ['requester'], proposed: 40 },
    });
    await decide(ann);

    const { explanation } = await explainApproval(system.kept(), ref, bob);
    const stranger = await explainApproval(system.kept(), ref, person('eve@example.com'));

    expect(explanation).toMatchObject({
      you: { id: 'bob@example.com', mayDecide: true, why: 'You are asked as finance.' },
      asked: [{ name: 'finance' }],
      decided: expect.stringContaining('It takes 2 approvals of finance; 1 rejection ends it'),
      votes: { approvals: 1, needed: { approvals: 2, rejections: 1 } },
      next: [{ what: 'reminder' }, { what: 'timeout', words: 'It counts as rejected.' }],
    });
    expect(stranger.explanation.you).toMatchObject({ mayDecide: false, actions: [] });
  });
});
