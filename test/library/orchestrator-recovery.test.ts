/** What an orchestrator makes of runs that failed, and of processes that died. */
import {
  createApprovalStep,
  createHITLOrchestrator,
  type HITLOrchestrator,
  isApprovalRejected,
} from 'countersign/hitl';
import { createWorkflow, err, ok } from 'countersign/workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Workflow } from '../../shared/engine/workflow.ts';
import { createRecordingChannel } from '../support/channel.ts';
import { plus } from '../support/clock.ts';
import {
  describeOnBothLibraries,
  dynamoDBLibrary,
  type FreshLibrary,
  type Library,
  memoryLibrary,
} from '../support/library.ts';
import { createProcesses, Killed } from '../support/processes.ts';
import { silenceErrors } from '../support/silence.ts';
import { describeWithDynamoDB } from '../support/stores.ts';
import { type Effects, expenseWorkflow, pairWorkflow, refundWorkflow, workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const KEY = 'approve:refund';
const INPUT = { orderId: 'o-1', amount: 40 };
const ANN = 'ann@example.com';

describeOnBothLibraries('recovery', (freshLibrary) => {
  let library: Library;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    effects = [];
  });

  /** Two approvals, then a step that fails until it is mended. */
  const expense = (state: { broken: boolean }) =>
    workflowOf('expense', async ({ step, approval }) => {
      await step('validate', () => void effects.push('validate'));
      const manager = await approval('approval:manager');
      const finance = await approval('approval:finance');
      return step('process', () => {
        effects.push('process');
        if (state.broken) throw new Error('The bank is away.');
        return [manager.by, finance.by];
      });
    });

  /** A run that failed after both of its approvals were given. */
  const failedAfterApprovals = async () => {
    const state = { broken: true };
    const orchestrator = library.process({ workflows: [expense(state)] });
    await orchestrator.start(expense(state), { workflowId: 'e-1' });
    await orchestrator.approve('e-1', 'approval:manager', { approvedBy: ANN });
    await orchestrator.resume('e-1');
    await orchestrator.approve('e-1', 'approval:finance', { approvedBy: 'bob@example.com' });
    const result = await orchestrator.resume('e-1');
    return { state, orchestrator, result };
  };

  it('C6: keeps everything where a step fails after the approvals', async () => {
    const { orchestrator, result } = await failedAfterApprovals();

    expect(errorIn(result)).toMatchObject({ type: 'UNEXPECTED_ERROR', message: 'The bank is away.' });
    expect(await orchestrator.getStatus('e-1')).toMatchObject({
      ...{ status: 'failed', error: { code: 'step-failed', stepKey: 'process' } },
    });
    const { entries } = (await library.open().workflowStateStore.load('e-1')) ?? {};
    expect(entries?.map(({ key }) => key).sort()).toEqual(['approval:finance', 'approval:manager', 'validate']);
  });

  it('C6: runs the failed step again at a retry, and nothing else', async () => {
    const { state, orchestrator } = await failedAfterApprovals();
    state.broken = false;

    const result = await orchestrator.retry('e-1');

    expect(valueIn(result)).toEqual([ANN, 'bob@example.com']);
    expect(effects).toEqual(['validate', 'process', 'process']);
  });

  it('C6: retries in another process, with the approvals that were given', async () => {
    const { state } = await failedAfterApprovals();
    state.broken = false;
    const channel = createRecordingChannel();

    const result = await library.process({ workflows: [expense(state)], notificationChannel: channel }).retry('e-1');

    expect(valueIn(result)).toEqual([ANN, 'bob@example.com']);
    expect(channel.told).toEqual([]);
  });

  it('C6: does not retry by a resume: a failed run has its error again', async () => {
    const { state, orchestrator, result } = await failedAfterApprovals();
    state.broken = false;

    expect(await orchestrator.resume('e-1')).toEqual(result);
    expect(effects).toEqual(['validate', 'process']);
  });

  it('C6: fails again where nothing was mended, and can be retried again', async () => {
    const { state, orchestrator } = await failedAfterApprovals();

    const again = await orchestrator.retry('e-1');
    state.broken = false;
    const mended = await orchestrator.retry('e-1');

    expect(errorIn(again)).toMatchObject({ message: 'The bank is away.' });
    expect(mended.ok).toBe(true);
    expect(effects).toEqual(['validate', 'process', 'process', 'process']);
  });

  /** A run that has failed, in a world where who sleeps is woken at once. */
  const failing = async (failures: number) => {
    library = await freshLibrary({ sleep: 'at-once' });
    let left = failures;
    const flaky = workflowOf('flaky', ({ step }) =>
      step('flaky', () => {
        effects.push('flaky');
        if (left-- > 0) throw new Error(`There are ${left} failures left.`);
        return 'done';
      }),
    );
    const orchestrator = library.process({ workflows: [flaky] });
    await orchestrator.start(flaky, { workflowId: 'f-1' });
    library.clock.slept.length = 0;
    /** The waits between retries: those of the lease left out. */
    const waits = () => library.clock.slept.filter((ms) => ms !== 3_000);
    return { orchestrator, waits };
  };

  it.each([
    ['exponential', [100, 200, 400]],
    ['linear', [100, 200, 300]],
    ['fixed', [100, 100, 100]],
  ] as const)('C6: backs off between retries as a policy says: %s', async (backoff, expected) => {
    const { orchestrator, waits } = await failing(4);

    const result = await orchestrator.retry('f-1', { attempts: 5, initialDelay: 100, backoff, jitter: false });

    expect(valueIn(result)).toBe('done');
    expect(waits()).toEqual(expected);
    expect(effects).toHaveLength(5);
  });

  it('C6: gives up after as many retries as the policy says, with the last error', async () => {
    const { orchestrator, waits } = await failing(10);

    const result = await orchestrator.retry('f-1', { attempts: 3, initialDelay: 100, maxDelay: 150, jitter: false });

    expect(errorIn(result)).toMatchObject({ message: 'There are 6 failures left.' });
    expect(waits()).toEqual([100, 150]);
    expect(effects).toHaveLength(4);
  });

  it('C6: stops retrying where the run waits for people', async () => {
    const state = { broken: true };
    const asking = workflowOf('asking', async ({ step, approval }) => {
      await step('first', () => {
        if (state.broken) throw new Error('No.');
      });
      return (await approval('go')).by;
    });
    const orchestrator = library.process();
    await orchestrator.start(asking, { workflowId: 'a-1' });
    state.broken = false;

    const result = await orchestrator.retry('a-1', { attempts: 5 });

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: 'go' });
  });

  it('C6: asks anew what was open when the run failed, and keeps what was decided', async () => {
    const state = { broken: true };
    const half = workflowOf('half', async ({ step, approval }) => {
      const legal = approval('legal');
      const security = approval('security');
      await legal;
      await step('after-legal', () => {
        if (state.broken) throw new Error('No.');
      });
      return (await security).by;
    });
    const channel = createRecordingChannel();
    const orchestrator = library.process({ notificationChannel: channel });
    await orchestrator.start(half, { workflowId: 'h-1' });
    await orchestrator.approve('h-1', 'legal', { approvedBy: ANN });
    await orchestrator.resume('h-1');
    await expect(orchestrator.approve('h-1', 'security')).rejects.toMatchObject({ code: 'cancelled' });
    state.broken = false;

    const retried = await orchestrator.retry('h-1');
    await orchestrator.approve('h-1', 'security', { approvedBy: 'bob@example.com' });
    const result = await orchestrator.resume('h-1');

    expect(errorIn(retried)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: 'security' });
    expect(valueIn(result)).toBe('bob@example.com');
    const asked = channel.told.flatMap((told) => (told.kind === 'approval-needed' ? [told] : []));
    expect(asked.map(({ approvalKey }) => approvalKey).sort()).toEqual(['legal', 'security', 'security']);
  });

  it('C6: keeps a rejection at a retry: nobody is asked twice', async () => {
    const orchestrator = library.process();
    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    await orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'No.' });
    await orchestrator.resume('r-1');

    const error = errorIn(await orchestrator.retry('r-1'));

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({ by: ANN, reason: 'No.' });
    expect(effects).toEqual(['calculate']);
  });

  it('C6: retries a body of the document, with its deps and their errors', async () => {
    const state = { broken: true };
    const deps = {
      requireApproval: createApprovalStep<string>({ key: 'approve:data' }),
      pay: async () => (state.broken ? err('NO_MONEY') : ok('paid')),
    };
    const orchestrator = createHITLOrchestrator({
      ...{ ...library.open(), clock: library.clock },
      createWorkflow: (resumeState) => createWorkflow('workflow', deps, { resumeState }),
    });
    const { runId } = await orchestrator.start(async ({ step, deps }) => {
      const by = await step('requireApproval', deps.requireApproval);
      return [by, await step('pay', deps.pay)];
    });
    await orchestrator.approve(runId, 'approve:data', { value: 'yes' });
    expect(errorIn(await orchestrator.resume(runId))).toBe('NO_MONEY');
    state.broken = false;

    const result = await orchestrator.retry(runId);

    expect(valueIn(result)).toEqual(['yes', 'paid']);
  });

  it('C6: refuses to retry a run that waits, is completed or is cancelled', async () => {
    const orchestrator = library.process();
    for (const runId of ['waits', 'ends', 'goes'])
      await orchestrator.start(refundWorkflow(effects), { workflowId: runId, input: INPUT });
    await orchestrator.approve('ends', KEY);
    await orchestrator.resume('ends');
    await orchestrator.cancelRun('goes');

    const codes = await Promise.all(
      ['waits', 'ends', 'goes'].map(async (runId) => errorIn(await orchestrator.retry(runId))),
    );

    expect(codes).toMatchObject([{ code: 'run-not-retryable' }, { code: 'run-finished' }, { code: 'run-finished' }]);
  });

  /** `recoverWorkflows` of the document, with what it prints. */
  const recoverWorkflows = async (orchestrator: HITLOrchestrator, stores = library.open()) => {
    const { approvalStore, workflowStateStore } = stores;
    const printed: string[] = [];
    const incomplete = await workflowStateStore.findIncomplete();
    for (const workflow of incomplete) {
      try {
        const pendingApprovals = await approvalStore.getPending(workflow.id);
        const anyResolved = pendingApprovals.some((a) => a.status !== 'pending');
        if (anyResolved) {
          const result = await orchestrator.resume(workflow.id);
          printed.push(`${workflow.id} resumed: ${result.ok ? 'success' : 'failed'}`);
        }
      } catch (error) {
        printed.push(`${workflow.id}: ${error}`);
        await workflowStateStore.markForReview(workflow.id, error);
      }
    }
    return printed;
  };

  it('C7: recovers as in the document what was decided while no process was there', async () => {
    for (const runId of ['r-1', 'r-2', 'r-3', 'r-4'])
      await library.process().start(refundWorkflow(effects), { workflowId: runId, input: INPUT });
    const deciding = library.process();
    await deciding.approve('r-1', KEY, { approvedBy: ANN });
    await deciding.reject('r-3', KEY, { rejectedBy: ANN, reason: 'No.' });
    await deciding.cancelRun('r-4');

    const printed = await recoverWorkflows(library.process({ workflows: [refundWorkflow(effects)] }));

    expect(printed.sort()).toEqual(['r-1 resumed: success', 'r-3 resumed: failed']);
    const { workflowStateStore } = library.open();
    expect((await workflowStateStore.findIncomplete()).map(({ id }) => id)).toEqual(['r-2']);
  });

  it('C7: marks for review, as in the document, what cannot be recovered', async () => {
    await library.process().start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    await library.process().approve('r-1', KEY, { approvedBy: ANN });
    const { runs, approvals } = library.ports;
    const loadPages = () => Promise.reject(new Error('The page is damaged.'));
    const move: typeof runs.move = (runId, wanted) =>
      wanted.name === 'take-lease' ? Promise.reject(new Error('The disk is damaged.')) : runs.move(runId, wanted);
    const stores = library.open({ approvals, runs: { ...runs, loadPages, move } });
    const channel = createRecordingChannel();
    const options = { workflows: [refundWorkflow(effects)], notificationChannel: channel };

    const printed = await recoverWorkflows(library.process(options, stores), stores);

    expect(printed).toEqual(['r-1: Error: The disk is damaged.']);
    const orchestrator = library.process(options);
    expect(await orchestrator.getStatus('r-1')).toMatchObject({
      ...{ status: 'needs-review', error: { message: 'The disk is damaged.' } },
    });
    expect(channel.told).toMatchObject([{ kind: 'run-needs-review', runId: 'r-1', to: ['operator'] }]);
    expect((await orchestrator.list({ status: 'needs-review' })).items).toMatchObject([{ runId: 'r-1' }]);
    expect(valueIn(await orchestrator.retry('r-1'))).toEqual({ paid: 40 });
  });

  it('C7: answers a resume of a run that needs review with its code, and does not run it', async () => {
    const { workflowStateStore } = library.open();
    const orchestrator = library.process();
    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });

    await workflowStateStore.markForReview('r-1', new Error('It looks odd.'));
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
    const result = await orchestrator.resume('r-1');

    expect(errorIn(result)).toMatchObject({ code: 'run-needs-review', message: 'It looks odd.' });
    expect(effects).toEqual(['calculate']);
    expect(valueIn(await orchestrator.retry('r-1'))).toEqual({ paid: 40 });
  });

  /** A process that dies in the step as long as it is deadly: from then on nothing that it does comes through. */
  const mortal = (state: { deadly: boolean }) => {
    const { runs, approvals } = library.ports;
    let dead = false;
    const guarded = <Store extends object>(store: Store): Store =>
      new Proxy(store, {
        get(target, name, receiver) {
          const method: unknown = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            if (dead) throw new Killed();
            return Reflect.apply(method, target, args);
          };
        },
      });
    const fragile = workflowOf('fragile', async ({ step }) => {
      await step('first', () => void effects.push('first'));
      return step('second', () => {
        effects.push('second');
        if (state.deadly) dead = true;
        return 'survived';
      });
    });
    const channel = createRecordingChannel();
    const orchestrator = library.process(
      { workflows: [fragile], notificationChannel: channel },
      library.open({ runs: guarded(runs), approvals: guarded(approvals) }),
    );
    return { orchestrator, fragile, channel };
  };

  const FIRST_AND_RECOVERIES = 6;

  it('C7: marks a run for review that has failed to recover five times, tells of it, and lists it', async () => {
    silenceErrors();
    const state = { deadly: true };
    const first = mortal(state);
    await expect(first.orchestrator.start(first.fragile, { workflowId: 'm-1' })).rejects.toThrow(Killed);
    for (let i = 1; i < FIRST_AND_RECOVERIES; i++) {
      library.clock.advance('11s');
      await expect(mortal(state).orchestrator.resume('m-1')).rejects.toThrow(Killed);
    }
    library.clock.advance('11s');

    const last = mortal(state);
    const result = await last.orchestrator.resume('m-1');

    expect(errorIn(result)).toMatchObject({ code: 'run-needs-review', message: expect.stringContaining('5 times') });
    expect(effects).toEqual(['first', ...Array.from({ length: FIRST_AND_RECOVERIES }, () => 'second')]);
    expect(last.channel.told).toMatchObject([{ kind: 'run-needs-review', runId: 'm-1' }]);
    const { items } = await library.open().workflowStateStore.list({ status: 'needs-review' });
    expect(items).toMatchObject([{ id: 'm-1' }]);
    expect(await library.open().workflowStateStore.findIncomplete()).toEqual([]);

    state.deadly = false;
    expect(valueIn(await mortal(state).orchestrator.retry('m-1'))).toBe('survived');
    expect(effects.filter((effect) => effect === 'first')).toHaveLength(1);
  });

  it('C7: leaves a run to a dead process as long as its lease lasts, then takes it over', async () => {
    silenceErrors();
    const state = { deadly: true };
    const first = mortal(state);
    await expect(first.orchestrator.start(first.fragile, { workflowId: 'm-1' })).rejects.toThrow(Killed);
    state.deadly = false;

    const early = await mortal(state).orchestrator.resume('m-1');
    library.clock.advance('11s');
    const late = await mortal(state).orchestrator.resume('m-1');

    expect(errorIn(early)).toMatchObject({ code: 'run-busy' });
    expect(valueIn(late)).toBe('survived');
    expect(effects).toEqual(['first', 'second', 'second']);
  });

  it('C7: finds by the sweep a run whose process died, and goes on with it', async () => {
    silenceErrors();
    const state = { deadly: true };
    const first = mortal(state);
    await expect(first.orchestrator.start(first.fragile, { workflowId: 'm-1' })).rejects.toThrow(Killed);
    state.deadly = false;
    library.clock.advance('11s');

    const sweeper = library.process({ workflows: [first.fragile], autoResume: true });
    await sweeper.sweep();

    expect(await sweeper.getStatus('m-1')).toMatchObject({ status: 'completed', result: 'survived' });
  });

  it('C7: creates what a run asks where its process died between the park and the asking', async () => {
    const { runs, approvals } = library.ports;
    const ask: typeof approvals.ask = () => Promise.reject(new Killed());
    const dying = library.process({}, library.open({ runs, approvals: { ...approvals, ask } }));
    await dying.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    const { approvalStore } = library.open();
    const before = await approvalStore.getPending('r-1');
    const channel = createRecordingChannel();

    await library.process({ workflows: [refundWorkflow(effects)], notificationChannel: channel }).resume('r-1');

    expect(before).toMatchObject([{ key: KEY, runId: 'r-1', status: 'pending', expiresAt: plus('24h') }]);
    expect(channel.told).toMatchObject([{ kind: 'approval-needed', approvalKey: KEY }]);
    expect((await approvalStore.listPending()).items).toMatchObject([{ key: KEY, runId: 'r-1' }]);
  });
});

/** What people do in a scenario, and what has happened when it is over. */
interface Scenario {
  workflow: (effects: Effects) => Workflow;
  input: unknown;
  keys: string[];
  effects: string[];
  result: unknown;
}

const SCENARIOS: Record<string, Scenario> = {
  'a refund': {
    workflow: refundWorkflow,
    input: INPUT,
    keys: [KEY],
    effects: ['calculate', 'pay 40 (c-1/pay)'],
    result: { paid: 40 },
  },
  'two approvals at once': {
    workflow: pairWorkflow,
    input: {},
    keys: ['legal', 'security'],
    effects: ['prepare', 'publish'],
    result: [ANN, ANN],
  },
  'a chain': {
    workflow: expenseWorkflow,
    input: { amount: 5_000 },
    keys: ['approval:manager', 'approval:finance'],
    effects: ['validate', 'note:manager', 'note:finance', 'process'],
    result: [ANN, ANN],
  },
};

/** Plays the scenario with a process that dies before call `fatal` of its stores; undefined where none comes that far. */
async function playWithCrash(freshLibrary: FreshLibrary, scenario: Scenario, autoResume: boolean, fatal: number) {
  const library = await freshLibrary();
  const effects: Effects = [];
  const processes = createProcesses(library.ports, fatal);
  const channel = createRecordingChannel();
  const definition = scenario.workflow(effects);
  let orchestrator: HITLOrchestrator;
  const restart = () => {
    const options = { workflows: [definition], notificationChannel: channel, autoResume };
    orchestrator = library.process(options, library.open(processes.start()));
  };
  /** Does `act` again, in a new process once the lease of the dead one is over, until none dies of it. */
  const insist = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      restart();
      library.clock.advance('1m');
      await insist(act);
    }
  };
  const goOn = async () => {
    await insist(() => orchestrator.resume('c-1'));
    // A process may also die where nobody waits for it: then the next one goes on.
    restart();
    library.clock.advance('1m');
    await insist(() => orchestrator.resume('c-1'));
  };
  restart();

  await insist(() => orchestrator.start(definition, { workflowId: 'c-1', input: scenario.input }));
  await goOn();
  for (const key of scenario.keys) {
    await insist(() => orchestrator.approve('c-1', key, { approvedBy: ANN }));
    await goOn();
  }
  if (!processes.killed()) return undefined;
  return { status: await library.process().getStatus('c-1'), effects, told: channel.told };
}

/** Each crash has a table of its own. */
const PATIENCE = 120_000;

/** Looks at every place at which a process may die. */
const everyCrash = (freshLibrary: FreshLibrary, scenarios: [string, Scenario][]) => {
  it.each(
    scenarios.flatMap(([name, scenario]) =>
      [false, true].map((autoResume) => [name, autoResume ? 'by itself' : 'by resume', scenario, autoResume] as const),
    ),
  )(
    'C7: %s completes, going on %s, wherever a process dies',
    async (_, __, scenario, autoResume) => {
      silenceErrors();
      let fatal = 1;
      for (; ; fatal++) {
        const played = await playWithCrash(freshLibrary, scenario, autoResume, fatal);
        if (!played) break;
        const at = `killed before call ${fatal}`;
        expect(played.status, at).toMatchObject({ status: 'completed', result: scenario.result });
        expect([...new Set(played.effects)], at).toEqual(scenario.effects);
        expect(played.effects.length, at).toBeLessThanOrEqual(scenario.effects.length + 1);
        const asked = played.told.filter(({ kind }) => kind === 'approval-needed').map(({ noticeId }) => noticeId);
        expect(new Set(asked).size, at).toBe(scenario.keys.length);
      }

      expect(fatal).toBeGreaterThan(8);
    },
    PATIENCE,
  );
};

describe('a process that is killed, in memory', () => everyCrash(memoryLibrary, Object.entries(SCENARIOS)));
describeWithDynamoDB('a process that is killed, in DynamoDB', () =>
  everyCrash(dynamoDBLibrary, Object.entries(SCENARIOS).slice(0, 1)),
);

describeOnBothLibraries('a store that fails', (freshLibrary) => {
  it('C7: reports what it cannot go on with by itself, and leaves it to others', async () => {
    const reported = silenceErrors();
    const library = await freshLibrary();
    const { runs, approvals } = library.ports;
    const move: typeof runs.move = (runId, wanted) =>
      wanted.name === 'take-lease' ? Promise.reject(new Error('The disk is full.')) : runs.move(runId, wanted);
    const effects: Effects = [];
    const options = { workflows: [refundWorkflow(effects)], autoResume: true };
    const orchestrator = library.process(options, library.open({ approvals, runs: { ...runs, move } }));
    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });

    const receipt = await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    expect(receipt).toMatchObject({ status: 'approved' });
    expect(reported).toHaveBeenCalledWith(expect.stringContaining('r-1'), expect.any(Error));
    expect(valueIn(await library.process(options).resume('r-1'))).toEqual({ paid: 40 });
  });
});
