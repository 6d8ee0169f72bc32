/** What the DynamoDB stores ask of DynamoDB: which requests, at what cost, and what they conclude where it fails. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { takeLease } from '../../shared/domain/run-moves.ts';
import { recordDecision } from '../../shared/use-cases/record-decision.ts';
import { keepRun } from '../contract/run-states.ts';
import { aPendingApproval, aRun, aStepEntry, person, unique } from '../support/builders.ts';
import { NOW, plus } from '../support/clock.ts';
import { leaveUndone, loseAnswer, type Sent, watch } from '../support/faults.ts';
import { type DynamoDBTestStores, describeWithDynamoDB, dynamoDBStores, ownClient } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../support/workflows.ts';

const KEY = 'approve:refund';

/** The canonical run, with records below 1 KB. */
const small = workflowOf('small', async ({ step, approval }) => {
  await step('calculate', () => 40);
  await approval(KEY, { title: 'Refund 40', assignee: 'finance', proposed: 40, timeout: '24h' });
  return step('pay', () => 40);
});

describeWithDynamoDB('the requests of the DynamoDB stores', () => {
  let stores: DynamoDBTestStores;
  let effects: Effects;
  let system: TestSystem;
  beforeEach(async () => {
    stores = await dynamoDBStores(ownClient());
    effects = [];
    system = createTestSystem({ workflows: [refundWorkflow(effects), small], stores });
  });

  const start = async (workflow = 'refund') => (await system.start(workflow, { orderId: 'o-1', amount: 40 })).run.runId;
  const whole = async (workflow?: string) => {
    const runId = await start(workflow);
    await system.drain();
    await system.decide(runId, KEY, { action: 'approve' });
    await system.drain();
    return runId;
  };

  describe('their cost', () => {
    it('comes to 7 requests and 18 write units for a refund', async () => {
      await whole('small'); // the names of the workflow and of the assignee are noted once
      const sent = watch(stores.client);

      await whole('small');

      expect(sent).toEqual([
        { command: 'Put', units: 3 }, // create the run: record, due, listing
        { command: 'Update', units: 3 }, // park: record, due moved
        { command: 'Put', units: 3 }, // ask: record, inbox, key
        { command: 'Get', units: 1 }, // read what is decided
        { command: 'Update', units: 4 }, // decide: record, inbox left, key moved
        { command: 'Update', units: 3 }, // take the lease: record, due moved
        { command: 'Update', units: 2 }, // complete: record, due left
      ] satisfies Sent[]);
    });

    it('is one read more in a process that does not know yet whether its table was restored, and no more after that', async () => {
      const living = createTestSystem({ workflows: [small], stores, generation: 'arn:…/stream/1' });
      await living.sweep();
      const runs = [await start('small'), await start('small')];
      await living.drain();
      const sent = watch(stores.client);
      const process = living.kept();
      const decided = async (runId = '') => {
        await recordDecision(
          process,
          { runId, key: KEY },
          { action: 'approve' },
          person('ann@example.com', ['finance']),
        );
        return sent.splice(0).map(({ command }) => command);
      };

      expect(await decided(runs[0])).toEqual(['Get', 'Get', 'Update']);
      expect(await decided(runs[1])).toEqual(['Get', 'Update']);
    });

    it('is one write more for a name that this process has not noted yet', async () => {
      const sent = watch(stores.client);

      await start('small');

      expect(sent.map(({ command }) => command).sort()).toEqual(['Put', 'Put', 'Update']);
    });

    it('is the same for a checkpoint at the end of a long run as at its beginning', async () => {
      const steps = workflowOf('steps', async ({ step }) => {
        for (let i = 0; i < 200; i++) await step(`step-${i}`, () => ({ number: i, text: 'x'.repeat(60) }));
      });
      system = createTestSystem({ workflows: [steps], stores });
      const sent = watch(stores.client);

      await start('steps');

      const updates = sent.filter(({ command }) => command === 'Update').map(({ units }) => units);
      expect(updates).toHaveLength(200);
      expect(Math.max(...updates.slice(0, -1))).toBeLessThanOrEqual(3);
    });

    it('D3: is the same for a sweep however many runs wait', async () => {
      for (let i = 0; i < 3; i++) await start('small');
      await system.drain();
      await system.sweep(); // how far the lists are spread is noted once by each process
      const few = watch(stores.client);
      await system.sweep();
      const atFew = few.length;
      for (let i = 0; i < 30; i++) await start('small');
      await system.drain();

      const many = watch(stores.client);
      await system.sweep();

      expect(many).toHaveLength(atFew);
      expect(new Set(many.map(({ command }) => command))).toEqual(new Set(['Query']));
    });

    it('holds no scan and no transaction, whatever is asked of the stores', async () => {
      const sent = watch(stores.client);
      const { runs, approvals } = stores;

      const runId = await whole();
      await runs.savePage(runId, 0, [aStepEntry('a')]);
      await runs.loadPages(runId, 1);
      await system.sweep();
      for (const status of [undefined, 'waiting', 'completed', 'needs-review'] as const) {
        await runs.list({ status }, { limit: 10 });
        await runs.list({ status, workflow: 'refund' }, { limit: 10 });
      }
      await approvals.listPending({}, { limit: 10 });
      await approvals.listPending({ assignees: ['finance'] }, { limit: 10 });
      await approvals.underKey(KEY, 10);
      await approvals.ofRun(runId);
      await approvals.refreshInboxes(runId, KEY);
      await approvals.removeOfRun(runId);
      await runs.remove(runId);

      const commands = new Set(sent.map(({ command }) => command));
      expect([...commands].sort()).toEqual(['BatchGet', 'BatchWrite', 'Get', 'Put', 'Query', 'Update']);
    });
  });

  describe('where DynamoDB leaves part of a batch undone', () => {
    it('sends the rest of a listing again', async () => {
      const kept = await Promise.all(
        [1, 2, 3, 4, 5].map((i) => keepRun(stores.runs, 'held', { run: { createdAt: plus(`${i}h`) } })),
      );
      const undone = leaveUndone(stores.client);

      const { items } = await stores.runs.list({}, { limit: 10 });

      expect(items).toEqual(kept.toReversed());
      expect(undone.times()).toBe(5);
    });

    it('sends the rest of an inbox again', async () => {
      const kept = [1, 2, 3].map((i) => aPendingApproval({ expiresAt: plus(`${i}h`) }));
      for (const approval of kept) await stores.approvals.ask(approval);
      leaveUndone(stores.client);

      const { items } = await stores.approvals.listPending({}, { limit: 10 });

      expect(items).toEqual(kept);
    });

    it('sends the rest of what is to be removed again', async () => {
      const runId = unique('run');
      for (const key of ['a', 'b', 'c', 'd']) await stores.approvals.ask(aPendingApproval({ runId, key }));
      leaveUndone(stores.client);

      await stores.approvals.removeOfRun(runId);

      expect(await stores.approvals.ofRun(runId)).toEqual([]);
    });

    it('says so where nothing is ever done, instead of going on without', async () => {
      const run = await keepRun(stores.runs, 'completed');
      leaveUndone(stores.client, true);

      await expect(stores.runs.list({}, { limit: 10 })).rejects.toThrow(/undone/);
      await expect(stores.runs.remove(run.runId)).rejects.toThrow(/undone/);
    });
  });

  describe('where the answer to a write is lost, and the client sends it again', () => {
    it('takes a run that it created for its own', async () => {
      const run = aRun();
      const answer = loseAnswer(stores.client);

      const created = await stores.runs.create(run);

      expect(answer.lost()).toBe(true);
      expect(created).toEqual({ created: true, run });
    });

    it('does not take a run for its own that another has created', async () => {
      const first = aRun();
      await stores.runs.create(first);
      loseAnswer(stores.client);

      const second = await stores.runs.create(aRun({ runId: first.runId }));

      expect(second).toEqual({ created: false, run: first });
    });

    it('starts a run once and drives it', async () => {
      const answer = loseAnswer(stores.client);

      const { created, run } = await system.start('refund', { orderId: 'o-1', amount: 40 });

      expect(answer.lost()).toBe(true);
      expect(created).toBe(true);
      expect(run).toMatchObject({ status: 'waiting', epoch: 1, leases: 0 });
      expect(effects).toEqual(['calculate']);
    });

    it('finds its own lease where it takes a run, and drives it', async () => {
      const runId = await start();
      await system.drain();
      await system.decide(runId, KEY, { action: 'approve' });
      const answer = loseAnswer(stores.client);

      await system.drain();

      expect(answer.lost()).toBe(true);
      expect(await system.run(runId)).toMatchObject({ status: 'completed', epoch: 2 });
      expect(effects).toEqual(['calculate', `pay 40 (${runId}/pay)`]);
    });

    it('hands the holder that is there to a taker who lost', async () => {
      const run = await keepRun(stores.runs, 'waiting');
      loseAnswer(stores.client);

      const moved = await stores.runs.move(run.runId, takeLease({ holder: 'me', until: plus('1h'), now: NOW }));

      expect(moved).toMatchObject({ done: false, present: { holder: 'me', epoch: run.epoch + 1 } });
    });

    it('leaves a run that it parked, once', async () => {
      const answer = loseAnswer(stores.client, 3); // the run, its workflow's name, the park

      const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
      await system.drain();

      expect(answer.lost()).toBe(true);
      expect(run).toMatchObject({ status: 'waiting', epoch: 1, wake: 0 });
      expect(effects).toEqual(['calculate']);
      expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed']);
    });

    it.each([
      ['a person who is known', person('ann@example.com', ['finance'])],
      ['somebody at this machine who gave no name', person('unknown', [], 'local')],
    ])('gives the receipt of their decision to %s', async (_, actor) => {
      const runId = await start();
      await system.drain();
      const answer = loseAnswer(stores.client);

      const receipt = await system.decide(runId, KEY, { action: 'approve' }, actor);

      expect(answer.lost()).toBe(true);
      expect(receipt).toMatchObject({ action: 'approve', status: 'approved', by: actor.id } satisfies Partial<Receipt>);
    });

    it.each([1, 2, 3, 4, 5, 6, 7, 8])('completes a refund that loses the answer to write %i', async (nth) => {
      const answer = loseAnswer(stores.client, nth);

      const runId = await whole();

      expect(answer.lost()).toBe(true);
      expect(await system.run(runId)).toMatchObject({ status: 'completed' });
      expect(effects).toEqual(['calculate', `pay 40 (${runId}/pay)`]);
      expect(system.givenUp).toEqual([]);
    });
  });
});
