/** The workflow state store as applications use it, over every kind of storage. */
import { createApprovalStep, isPendingApproval, type WorkflowStateStore } from 'countersign/hitl';
import { createResumeStateCollector, createWorkflow, type ResumeState } from 'countersign/workflow';
import { beforeEach, expect, it } from 'vitest';
import { plus } from '../support/clock.ts';
import { createLatch, describeOnBothLibraries, type Library } from '../support/library.ts';
import { type Effects, refundWorkflow, workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const KEY = 'approve:refund';
const INPUT = { orderId: 'o-1', amount: 40 };

describeOnBothLibraries('hitl stores: runs', (freshLibrary) => {
  let library: Library;
  let store: WorkflowStateStore;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    store = library.open().workflowStateStore;
    effects = [];
  });

  /** The document's main flow: the application keeps the state, and its own record of the approval. */
  const documented = () => {
    const records = new Map<string, string>();
    const requireApproval = createApprovalStep({
      key: KEY,
      checkApproval: async () => {
        const value = records.get('refund-123');
        return value === undefined ? { status: 'pending' } : { status: 'approved', value };
      },
    });
    const run = async (resumeState?: ResumeState) => {
      const collector = createResumeStateCollector();
      const workflow = createWorkflow('workflow', { requireApproval }, { onEvent: collector.handleEvent });
      const result = await workflow.run(
        async ({ step, deps }) => {
          const due = await step('calculate', () => {
            effects.push('calculate');
            return { amount: 40n, at: new Date(0), tags: new Set(['a']) };
          });
          const by = await step('requireApproval', deps.requireApproval, { key: KEY });
          return { due, by };
        },
        { resumeState, clock: library.clock },
      );
      return { result, state: collector.getResumeState() };
    };
    return { records, run };
  };

  it('C11: saves and loads what a run remembers, so that another process goes on', async () => {
    const { records, run } = documented();
    const { result, state } = await run();
    expect(isPendingApproval(errorIn(result))).toBe(true);

    await store.save('order-1', state);
    records.set('refund-123', 'alice');
    const loaded = await library.open().workflowStateStore.load('order-1');
    const resumed = await run(loaded);

    expect(loaded?.entries).toEqual(state.entries);
    expect(loaded?.waits).toEqual(state.waits);
    expect(valueIn(resumed.result)).toEqual({
      ...{ due: { amount: 40n, at: new Date(0), tags: new Set(['a']) }, by: 'alice' },
    });
    expect(effects).toEqual(['calculate']);
  });

  it('C11: puts a later state in the place of an earlier one', async () => {
    const { records, run } = documented();
    const first = await run();
    await store.save('order-1', first.state);
    records.set('refund-123', 'alice');
    const second = await run(first.state);
    library.clock.advance('1m');

    await store.save('order-1', second.state);

    expect((await store.load('order-1'))?.entries.map(({ key }) => key)).toEqual(
      second.state.entries.map(({ key }) => key),
    );
    expect((await store.list()).items).toHaveLength(1);
  });

  it('C11: loads nothing of a run that is not there', async () => {
    expect(await store.load('nobody')).toBeUndefined();
  });

  it.each(['', 'no spaces', '..'])('C11: refuses to save under the id "%s"', async (id) => {
    const { state } = await documented().run();

    await expect(store.save(id, state)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('C11: refuses to save a state over a run that somebody drives', async () => {
    const latch = createLatch();
    const slow = workflowOf('slow', ({ step }) => step('slow', () => latch.pass()));
    const { state } = await documented().run();
    const driven = library.process().start(slow, { workflowId: 's-1' });
    await latch.reached;

    const saved = store.save('s-1', state);

    await expect(saved).rejects.toMatchObject({ code: 'run-busy' });
    latch.open();
    expect((await driven).result.ok).toBe(true);
  });

  it('C11: loads what a run of an orchestrator remembers, however long it is', async () => {
    const long = workflowOf('long', async ({ step, approval }) => {
      for (let i = 0; i < 12; i++) await step(`step-${i}`, () => `${i}`.repeat(1_000));
      await approval('go');
    });
    await library.process().start(long, { workflowId: 'l-1' });

    const state = await store.load('l-1');

    expect(state?.entries.map(({ key }) => key)).toEqual(Array.from({ length: 12 }, (_, i) => `step-${i}`));
    expect(state?.waits).toMatchObject([{ ask: { key: 'go' } }]);
    expect(state?.runId).toBe('l-1');
  });

  it('C11: deletes a run and what it remembers', async () => {
    const { state } = await documented().run();
    await store.save('order-1', state);

    await store.delete('order-1');
    await store.delete('order-1');

    expect(await store.load('order-1')).toBeUndefined();
    expect(await store.findIncomplete()).toEqual([]);
    expect(await store.list()).toEqual({ items: [] });
  });

  /** Runs in every state, each a minute after the one before. */
  const runsOfAllKinds = async () => {
    const orchestrator = library.process();
    for (const workflowId of ['waiting-1', 'done', 'failed', 'cancelled', 'review', 'waiting-2']) {
      await orchestrator.start(refundWorkflow(effects), { workflowId, input: INPUT });
      library.clock.advance('1m');
    }
    await orchestrator.approve('done', KEY);
    await orchestrator.resume('done');
    await orchestrator.reject('failed', KEY, { reason: 'No.' });
    await orchestrator.resume('failed');
    await orchestrator.cancelRun('cancelled');
    await store.markForReview('review', new Error('It looks odd.'));
    return orchestrator;
  };

  it('C11: finds the runs that are running or waiting, and no others', async () => {
    await runsOfAllKinds();
    const latch = createLatch();
    const driven = library.process().start(
      workflowOf('slow', ({ step }) => step('slow', () => latch.pass())),
      { workflowId: 'running' },
    );
    await latch.reached;

    const found = await store.findIncomplete();
    latch.open();
    await driven;

    expect(found.map(({ id }) => id).sort()).toEqual(['running', 'waiting-1', 'waiting-2']);
    expect(found.find(({ id }) => id === 'waiting-2')).toEqual({
      ...{ id: 'waiting-2', workflow: 'refund', status: 'waiting', updatedAt: plus('5m') },
    });
  });

  it('C11: finds also what was saved and is driven by its owner', async () => {
    const { state } = await documented().run();
    await store.save('order-1', state, { workflow: 'refund' });

    expect(await store.findIncomplete()).toMatchObject([{ id: 'order-1', workflow: 'refund', status: 'waiting' }]);
  });

  it('C11: leaves a saved run to its owner: no sweep touches it', async () => {
    const { state } = await documented().run();
    await store.save('order-1', state);
    const before = await library.ports.runs.load('order-1');
    library.clock.advance('365d');

    const swept = await library.process({ autoResume: true }).sweep();

    expect(swept.runs).toBe(0);
    expect(await library.ports.runs.load('order-1')).toEqual(before);
  });

  it('C11: finds incomplete runs page by page, each once', async () => {
    const orchestrator = library.process();
    const ids = Array.from({ length: 5 }, (_, i) => `r-${i}`);
    for (const workflowId of ids) {
      await orchestrator.start(refundWorkflow(effects), { workflowId, input: INPUT });
      library.clock.advance('1m');
    }

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.findIncomplete({ limit: 2, cursor });
      expect(Array.isArray(page)).toBe(true);
      seen.push(...page.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(seen.sort()).toEqual(ids);
  });

  it('C11: lists runs newest first, page by page', async () => {
    await runsOfAllKinds();

    const first = await store.list({ limit: 4 });
    const rest = await store.list({ limit: 4, cursor: first.cursor });

    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual([
      ...['waiting-2', 'review', 'cancelled', 'failed', 'done', 'waiting-1'],
    ]);
    expect(rest.cursor).toBeUndefined();
  });

  it.each([
    ['waiting', ['waiting-1', 'waiting-2']],
    ['failed', ['failed']],
    ['needs-review', ['review']],
    ['completed', ['done']],
    ['cancelled', ['cancelled']],
    ['running', []],
    ['incomplete', ['waiting-1', 'waiting-2']],
  ] as const)('C11: lists runs that are %s', async (status, expected) => {
    await runsOfAllKinds();

    const { items } = await store.list({ status });

    expect(items.map(({ id }) => id).sort()).toEqual(expected);
  });

  it('C11: lists runs of a workflow', async () => {
    await runsOfAllKinds();
    const { state } = await documented().run();
    await store.save('order-1', state, { workflow: 'orders' });

    const { items } = await store.list({ workflow: 'orders' });

    expect(items.map(({ id }) => id)).toEqual(['order-1']);
  });

  it('C11: marks a run for review once, with what went wrong', async () => {
    const orchestrator = library.process();
    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });

    await store.markForReview('r-1', new Error('It looks odd.'));
    await store.markForReview('r-1', 'Something else.');

    expect(await orchestrator.getStatus('r-1')).toMatchObject({
      ...{ status: 'needs-review', error: { code: 'marked-for-review', message: 'It looks odd.' } },
    });
  });

  it('C11: marks a failed run for review, and a running one, whose runner can change nothing more', async () => {
    const latch = createLatch();
    const orchestrator = await runsOfAllKinds();
    const driven = orchestrator.start(
      workflowOf('slow', ({ step }) => step('slow', () => latch.pass())),
      { workflowId: 's-1' },
    );
    await latch.reached;

    await store.markForReview('failed', 'Look at it.');
    await store.markForReview('s-1', 'Look at it.');
    latch.open();

    expect(errorIn((await driven).result)).toMatchObject({ code: 'run-needs-review', message: 'Look at it.' });
    const { items } = await store.list({ status: 'needs-review' });
    expect(items.map(({ id }) => id).sort()).toEqual(['failed', 'review', 's-1']);
  });

  it.each([
    ['completed', 'done', 'run-finished'],
    ['cancelled', 'cancelled', 'run-finished'],
    ['not there', 'nobody', 'run-unknown'],
  ])('C11: refuses to mark a run for review that is %s', async (_, id, code) => {
    await runsOfAllKinds();

    await expect(store.markForReview(id, new Error('No.'))).rejects.toMatchObject({ code });
  });
});
