/** `firstOf`: the first answer of several. */
import { expect, it } from 'vitest';
import type { BodyArgs } from '../../../shared/engine/workflow.ts';
import { readApproval } from '../../../shared/use-cases/read-approval.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const ann = person('ann@example.com', ['team']);
const bob = person('bob@example.com', ['on-call']);
const approve = { action: 'approve' as const };

describeOnBothStores('firstOf', (freshStores) => {
  const effects: string[] = [];

  async function asked(then: (args: BodyArgs<unknown, undefined>) => Promise<unknown> = async () => {}) {
    effects.length = 0;
    const workflow = workflowOf('deployment', async (args) => {
      const { approval, firstOf, step } = args;
      const { which, by } = await firstOf({
        team: approval('team', { assignee: 'team' }),
        onCall: approval('on-call', { assignee: 'on-call' }),
      });
      await step('deploy', () => void effects.push(`${which} ${by}`));
      await then(args);
      return which;
    });
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores() });
    const { run } = await system.start('deployment');
    await system.drain();
    const { runId } = run;
    const status = async (key: string) => (await readApproval(system.kept(), { runId, key })).approval.status;
    return { system, runId, status };
  }

  it.each([
    ['team', 'on-call', ann, 'team'],
    ['on-call', 'team', bob, 'onCall'],
  ])('goes on with "%s" where that is answered first, and asks "%s" no more', async (key, other, who, which) => {
    const { system, runId, status } = await asked(({ approval }) => approval('after', { assignee: 'team' }));

    await system.decide(runId, key, approve, who);
    await system.drain();

    expect(effects).toEqual([`${which} ${who.id}`]);
    expect((await system.view(runId)).waitingFor.map((wait) => wait.key)).toEqual(['after']);
    expect(await status(other)).toBe('superseded');
    const told = system.notices.filter(({ kind }) => kind === 'decided');
    expect(told.map((notice) => 'approvalKey' in notice && notice.approvalKey).sort()).toEqual(['on-call', 'team']);
  });

  it('keeps to its choice where the other was answered as well', async () => {
    const { system, runId } = await asked(({ approval }) => approval('after', { assignee: 'team' }));
    await system.decide(runId, 'on-call', approve, bob);
    system.clock.advance('1s');
    await system.decide(runId, 'team', approve, ann);
    await system.drain();

    await system.decide(runId, 'after', approve, ann);
    await system.drain();

    expect(effects).toEqual(['onCall bob@example.com']);
    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: 'onCall' });
  });

  it('asks the others no more before the next effect begins, however long that takes', async () => {
    const seen: string[] = [];
    const { system, runId, status } = await asked(async ({ step }) => {
      await step('look', async () => void seen.push(await status('on-call')));
    });

    await system.decide(runId, 'team', approve, ann);
    await system.drain();

    expect(seen).toEqual(['superseded']);
  });

  it('takes a rejection for an answer', async () => {
    const { system, runId, status } = await asked();

    await system.decide(runId, 'team', { action: 'reject', reason: 'Friday.' }, ann);
    await system.drain();

    expect(await system.view(runId)).toMatchObject({ status: 'failed', error: { code: 'approval-rejected' } });
    expect(await status('on-call')).toBe('cancelled');
  });

  it('refuses what is no approval, by its name', async () => {
    const workflow = workflowOf('deployment', ({ firstOf }) =>
      firstOf({ a: Promise.resolve({ action: 'approve' as const, value: 1, by: 'x', at: '' }) }),
    );
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores() });

    const { run } = await system.start('deployment');

    expect(await system.view(run.runId)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('firstOf "a" is no approval') },
    });
  });
});
