/** Decisions that come before their run asks. */
import { expect, it } from 'vitest';
import * as z from 'zod';
import { defineWorkflow } from '../../../shared/engine/workflow.ts';
import { cancelRun } from '../../../shared/use-cases/operate-run.ts';
import { readApproval } from '../../../shared/use-cases/read-approval.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';

const ann = person('ann@example.com', ['finance']);
const bob = person('bob@example.com', ['finance']);
const eve = person('eve@example.com');
const approve = { action: 'approve' as const };

describeOnBothStores('a decision before the run asks', (freshStores) => {
  async function started(preapprove: string[] = ['second'], quorum?: { approvals: number }) {
    const workflow = defineWorkflow({
      ...{ name: 'order', version: '1', input: z.unknown(), preapprove },
      run: async ({ approval }) => {
        await approval('first', { assignee: 'finance' });
        const { value } = await approval('second', {
          ...{ assignee: 'finance', form: z.number().max(10), proposed: 5 },
          ...(quorum && { quorum }),
        });
        return value;
      },
    });
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores() });
    const { run } = await system.start('order');
    await system.drain();
    const { runId } = run;
    const decide = (key: string, input: Parameters<typeof system.decide>[2] = approve, who = ann) =>
      system.decide(runId, key, input, who);
    return { system, runId, decide };
  }

  it('C4: is kept, and made once the run asks', async () => {
    const { system, runId, decide } = await started();

    const early = await decide('second', { action: 'approve', value: 7 });
    await system.drain();
    const before = await system.run(runId);
    system.clock.advance('1h');
    await decide('first');
    await system.drain();

    expect(early).toMatchObject({ status: 'early', action: 'approve', by: 'ann@example.com' });
    expect(before.status).toBe('waiting');
    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: 7 });
    const { approval } = await readApproval(system.kept(), { runId, key: 'second' });
    expect(approval).toMatchObject({ settlement: { by: 'ann@example.com', early: early.at } });
  });

  it('C4: is approval-unknown where the workflow does not allow for it', async () => {
    const { decide } = await started([]);

    await expect(decide('second')).rejects.toMatchObject({ code: 'approval-unknown' });
    await expect(decide('third')).rejects.toMatchObject({ code: 'approval-unknown' });
  });

  it.each<[string, Parameters<Awaited<ReturnType<typeof started>>['decide']>[1], typeof ann, string]>([
    ['the form', { action: 'approve', value: 700 }, ann, 'invalid-input'],
    ['the policy', approve, eve, 'not-allowed'],
  ])('C4: that does not fit %s is recorded and told, and the approval is asked', async (_, input, who, code) => {
    const { system, runId, decide } = await started();
    await decide('second', input, who);

    await decide('first');
    await system.drain();

    const { view } = await readApproval(system.kept(), { runId, key: 'second' });
    expect(view).toMatchObject({ status: 'pending', history: [{ what: 'asked' }, { what: 'refused', by: who.id }] });
    expect(system.log.filter(({ after }) => JSON.stringify(after).includes(`"code":"${code}"`))).not.toEqual([]);
    expect(system.notices.filter(({ to }) => to.includes(who.id))).toHaveLength(1);
    await decide('second');
    await system.drain();
    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: 5 });
  });

  it('C4: is kept of each person, and counts as their vote', async () => {
    const { system, runId, decide } = await started(['second'], { approvals: 2 });
    await decide('second');
    await decide('second', approve, bob);

    await decide('first');
    await system.drain();

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: 5 });
  });

  it('C4: is not taken from who is not known, and leaves the place to who is', async () => {
    const { decide } = await started();

    await expect(decide('second', approve, person('ann@example.com', [], 'none'))).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect(await decide('second')).toMatchObject({ status: 'early', proof: 'jwt' });
  });

  it('C3: is answered with the same receipt again, and another of theirs is refused', async () => {
    const { decide } = await started();
    const early = await decide('second');

    expect(await decide('second')).toEqual(early);
    await expect(decide('second', { action: 'reject', reason: 'no' })).rejects.toMatchObject({
      code: 'already-decided',
      details: { decision: early },
    });
  });

  it('C4: is not lost where the stream comes late, and the sweep makes it', async () => {
    const { system, runId, decide } = await started();
    await decide('second');
    await decide('first');
    const [settled] = await system.loseChanges();
    if (!settled) throw new Error('Nothing was settled.');
    await system.pass('24h'); // the sweep finds the run settled, which then parks on the second
    await system.loseChanges();

    await system.pass('25h');

    expect((await system.view(runId)).status).toBe('completed');
  });

  it('is over with its run', async () => {
    const { system, runId, decide } = await started();
    await cancelRun(system.kept(), runId, ann);
    await system.drain();

    await expect(decide('second')).rejects.toMatchObject({ code: 'approval-unknown' });
  });
});
