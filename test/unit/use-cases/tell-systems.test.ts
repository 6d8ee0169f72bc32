/** Other systems are told of what became of a run, and told again where that failed. */
import { expect, it } from 'vitest';
import workflows from '../../../examples/workflows.ts';
import type { Change } from '../../../shared/domain/change.ts';
import type { Outcome } from '../../../shared/domain/outcome.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { memoryStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';

const KEY = 'approve:refund';

it('tells every outcome of a run, the second time where the first failed', async () => {
  const system = createTestSystem({ workflows, stores: await memoryStores() });
  const told: Outcome[] = [];
  let failures = 1;
  const listener = {
    async tell(outcome: Outcome) {
      if (failures-- > 0) throw new Error('The bus is away.');
      told.push(outcome);
    },
  };
  const teller = () => ({ ...system.teller(), listeners: [listener] });

  const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
  await system.drain();
  await system.decide(run.runId, KEY, { action: 'approve' });
  await system.drain();
  const changes = system.log.slice();
  const failed: Change[] = [];
  for (const change of changes) await notify(teller(), change).catch(() => failed.push(change));
  for (const change of failed) await notify(teller(), change);

  expect(told.map(({ type }) => type).sort()).toEqual(['Approval Needed', 'Approval Settled', 'Run Completed']);
  expect(new Set(told.map(({ detail }) => detail.id)).size).toBe(3);
});
