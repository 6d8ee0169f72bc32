/** What a run may ask at once and of how much, at the edge of what a record of DynamoDB takes: what fits comes to its end, and what does not is refused before anybody is asked. */
import { beforeEach, describe, expect, it } from 'vitest';
import { MOST_INSIDE } from '../../shared/domain/outside.ts';
import { commentApproval } from '../../shared/use-cases/comment-approval.ts';
import { person } from '../support/builders.ts';
import { type DynamoDBTestStores, describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';

const ann = person('ann@example.com', ['finance']);
const text = (bytes: number, letter = 'x') => letter.repeat(bytes);

describeWithDynamoDB('the limits of a run', () => {
  let stores: DynamoDBTestStores;
  beforeEach(async () => {
    stores = await dynamoDBStores();
  });
  type Body = Parameters<typeof workflowOf>[1];
  const startOf = async (body: Body, input: unknown = {}) => {
    const system = createTestSystem({ workflows: [workflowOf('large', body)], stores });
    const { run } = await system.start('large', input);
    await system.drain();
    return { system, runId: run.runId, run };
  };
  const askingMany = (count: number): Body => {
    return ({ approval }) =>
      Promise.all(Array.from({ length: count }, (_, i) => approval(`item-${i}`, { assignee: 'finance' })));
  };

  it('are 800 approvals at once that say little', async () => {
    const system = createTestSystem({ workflows: [workflowOf('large', askingMany(800))], stores });

    const { run } = await system.start('large');

    expect(run.status === 'waiting' && run.waits).toHaveLength(800);
  });

  it('leave none of many approvals unasked, and go on by what is decided of the last', async () => {
    const { system, runId } = await startOf(askingMany(120));

    await system.decide(runId, 'item-0', { action: 'approve' }, ann);
    await system.decide(runId, 'item-119', { action: 'reject', reason: 'no' }, ann);
    await system.drain();

    expect(await stores.approvals.ofRun(runId)).toHaveLength(120);
    expect(system.givenUp).toEqual([]);
    expect(await system.run(runId)).toMatchObject({ status: 'failed', error: { code: 'approval-rejected' } });
  }, 60_000);

  it('are told where more are asked at once than the record holds, with what to do, and nobody is asked', async () => {
    const { system, runId, run } = await startOf(askingMany(1_500));

    expect(run).toMatchObject({ status: 'failed', error: { code: 'value-not-kept' } });
    const { error } = await system.view(runId);
    expect(error?.message).toMatch(
      /^The 1500 approvals that the run waits for at once take \d+ bytes of its record, and at most 200000 are kept\. Ask fewer at once/,
    );
    expect(await stores.approvals.ofRun(runId)).toEqual([]);
    expect(system.notices.filter(({ kind }) => kind === 'approval-needed')).toEqual([]);
  });

  it('are told of one approval that asks more than its record holds, by the field that takes most of it', async () => {
    const { run, runId, system } = await startOf(({ approval }) =>
      approval('big', { metadata: text(90_000), proposed: text(60_000) }),
    );

    expect(run).toMatchObject({
      status: 'failed',
      error: {
        code: 'value-not-kept',
        message: expect.stringMatching(
          /^What approval "big" asks takes \d+ bytes of its record, and at most 140000 are kept\. The largest is metadata of approval "big", with 900\d\d bytes\./,
        ),
      },
    });
    expect(await stores.approvals.ofRun(runId)).toEqual([]);
    expect(system.notices.filter(({ kind }) => kind === 'approval-needed')).toEqual([]);
  });

  it('leave room to decide the largest approval by the largest edit, once people have done all they may to it', async () => {
    const most = MOST_INSIDE - 10; // as they are written down, in quotation marks
    const [proposed, edited] = [text(most, 'p'), text(most, 'e')];
    const { system, runId } = await startOf(
      async ({ approval }) => {
        const { value } = await approval('big', {
          ...{ details: text(most, 'd'), metadata: text(30_000, 'm'), proposed },
          assignee: ['finance', 'legal'],
        });
        return value;
      },
      { text: text(most, 'i') },
    );
    for (let i = 0; i < 26; i++)
      await commentApproval(system.kept(), { runId, key: 'big' }, { text: text(2_000, 'c') }, ann);

    await system.decide(runId, 'big', { action: 'edit', originalValue: proposed, editedValue: edited }, ann);
    await system.drain();

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: edited });
    expect(system.givenUp).toEqual([]);
  }, 60_000);

  it('keep what is decided of as many values as the record of the run holds beside what it waits for', async () => {
    const { system, runId } = await startOf(async ({ step, approval }) => {
      const asked = Promise.all(
        Array.from({ length: 5 }, (_, i) => approval(`item-${i}`, { proposed: text(35_000), assignee: 'finance' })),
      );
      const values = await asked;
      return step('sum', () => values.reduce((sum, { value }) => sum + String(value).length, 0));
    });
    for (let i = 0; i < 5; i++) {
      const edit = { action: 'edit' as const, originalValue: text(35_000), editedValue: text(MOST_INSIDE - 10, 'e') };
      await system.decide(runId, `item-${i}`, edit, ann);
    }
    await system.drain();

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: 5 * (MOST_INSIDE - 10) });
    expect(system.givenUp).toEqual([]);
  }, 60_000);

  describe('of names', () => {
    const askOf = (count: number): Body => {
      const assignee = Array.from({ length: count }, (_, i) => `p${i}@example.com`);
      return ({ approval }) => approval('many', { assignee });
    };

    it('are 100: each has it in their inbox, and is told', async () => {
      const { system } = await startOf(askOf(100));

      const last = await stores.approvals.listPending({ assignees: ['p99@example.com'] }, { limit: 10 });

      expect(last.items).toHaveLength(1);
      expect(system.notices.filter(({ kind }) => kind === 'approval-needed')).toHaveLength(1);
      expect(system.givenUp).toEqual([]);
    });

    it('are told where it is one more, with what to do', async () => {
      const { run } = await startOf(askOf(101));

      expect(run).toMatchObject({
        status: 'failed',
        error: {
          code: 'invalid-approval',
          message: 'Approval "many": assignee names 101; at most 100 are named one by one. Name a group instead.',
        },
      });
    });
  });
});
