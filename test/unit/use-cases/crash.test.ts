/** Kills one process between any two of its calls, for every such place, and looks whether the system recovers. */
import { describe, expect, it } from 'vitest';
import type { Workflow } from '../../../shared/engine/workflow.ts';
import { createProcesses, Killed } from '../../support/processes.ts';
import { silenceErrors } from '../../support/silence.ts';
import { describeWithDynamoDB, dynamoDBStores, memoryStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, expenseWorkflow, pairWorkflow, refundWorkflow } from '../../support/workflows.ts';

/** What people do in a scenario, in the order in which they are asked. */
interface Scenario {
  name: string;
  workflow: (effects: Effects) => Workflow;
  input: unknown;
  keys: string[];
  effects: string[];
  result: unknown;
}

const RUN = 'crash-1';

const SCENARIOS: Scenario[] = [
  {
    name: 'a refund',
    workflow: refundWorkflow,
    input: { orderId: 'o-1', amount: 40 },
    keys: ['approve:refund'],
    effects: ['calculate', `pay 40 (${RUN}/pay)`],
    result: { paid: 40 },
  },
  {
    name: 'a chain of three',
    workflow: expenseWorkflow,
    input: { amount: 20_000 },
    keys: ['approval:manager', 'approval:finance', 'approval:ceo'],
    effects: ['validate', 'note:manager', 'note:finance', 'note:ceo', 'process'],
    result: ['boss@example.com', 'boss@example.com', 'boss@example.com'],
  },
  {
    name: 'two approvals at once',
    workflow: pairWorkflow,
    input: {},
    keys: ['legal', 'security'],
    effects: ['prepare', 'publish'],
    result: ['boss@example.com', 'boss@example.com'],
  },
];

/** The groups of one who may decide everything. */
const BOSS = {
  id: 'boss@example.com',
  groups: ['finance', 'manager', 'ceo', 'legal', 'security'],
  proof: 'jwt' as const,
};

/** Does `act` again until no process of it dies, as whoever calls the system does. */
async function insist<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

/** Lets time pass as it would: leases run out, and the sweep looks. */
async function heal(system: TestSystem): Promise<void> {
  for (let i = 0; i < 3; i++) {
    system.clock.advance('11m');
    await insist(() => system.sweep());
    await system.drain();
  }
}

/** Plays the scenario with one process that dies before call `fatal`; undefined where no process comes that far. */
async function playWithCrash({ workflow, input, keys }: Scenario, stores: TestStores, fatal: number) {
  const effects: Effects = [];
  const processes = createProcesses(stores, fatal);
  const definition = workflow(effects);
  const system = createTestSystem({ workflows: [definition], stores, newProcess: processes.start });

  await insist(() => system.start(definition.name, input, { runId: RUN }));
  await system.drain();
  await heal(system);
  for (const key of keys) {
    await insist(() => system.decide(RUN, key, { action: 'approve' }, BOSS));
    await system.drain();
    await heal(system);
  }
  return processes.killed() ? { system, effects } : undefined;
}

/** Looks at every place at which a process may die, a few at once. */
async function everyCrash(
  scenario: Scenario,
  freshStores: () => Promise<TestStores>,
  check: (fatal: number, stores: TestStores) => Promise<boolean>,
) {
  for (let fatal = 1; ; fatal++) {
    if (!(await check(fatal, await freshStores()))) return fatal - 1;
    if (fatal > 300) throw new Error(`${scenario.name} has no end.`);
  }
}

const suite = (freshStores: () => Promise<TestStores>, scenarios: Scenario[]) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    'I2, I3, I8: %s completes wherever a process dies, and nothing runs again that was kept',
    async (_, scenario) => {
      silenceErrors();
      const places = await everyCrash(scenario, freshStores, async (fatal, stores) => {
        const played = await playWithCrash(scenario, stores, fatal);
        if (!played) return false;
        const { system, effects } = played;
        const at = `killed before call ${fatal}`;
        expect(await system.view(RUN), at).toMatchObject({ status: 'completed', result: scenario.result });
        // One process died, so at most one effect was not kept and had to be had again.
        expect([...new Set(effects)], at).toEqual(scenario.effects);
        expect(effects.length, at).toBeLessThanOrEqual(scenario.effects.length + 1);
        const asked = system.notices.filter(({ kind }) => kind === 'approval-needed').map(({ noticeId }) => noticeId);
        expect(new Set(asked).size, at).toBe(scenario.keys.length);
        expect(system.givenUp, at).toEqual([]);
        return true;
      });

      expect(places).toBeGreaterThan(8);
    },
  );
};

describe('a process that is killed, in memory', () => suite(memoryStores, SCENARIOS));
describeWithDynamoDB('a process that is killed, in DynamoDB', () =>
  suite(() => dynamoDBStores(), SCENARIOS.slice(0, 1)),
);
