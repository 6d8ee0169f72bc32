/** The workflows that are killed: every shape of waiting, with effects that are logged. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Approved, defineWorkflow, type StepCall, type Workflow } from 'countersign';
import { gatedStep, isApprovalRejected } from 'countersign/hitl';
import * as z from 'zod';
import type { EffectLog, Followed } from './effect-log.ts';

/** What every run is started with. */
export interface Order {
  amount: number;
  stages: string[];
}

/** What every run ends with: the keys of the steps whose effects it had. */
export type Had = string[];

const Input = z.object({ amount: z.number(), stages: z.array(z.string()) });
const Value = z.object({ amount: z.number() });

/** What each workflow asks before it can complete. */
export const ASKS: Record<string, (order: Order) => string[]> = {
  refund: () => ['approve:refund'],
  chain: ({ stages }) => stages.map((stage) => `approval:${stage}`),
  pair: () => ['legal', 'security'],
  gate: () => ['send-approval'],
  patient: () => ['answer'],
  hurried: () => ['soon'],
  nap: () => ['awake'],
};

export interface ShopOptions {
  log: EffectLog;
  /** How long the slow steps take, in ms. */
  slowMs: number;
}

export function createShop(options: ShopOptions): Workflow[] {
  return [
    refund(options),
    chain(options),
    pair(options),
    gate(options),
    patient(options),
    hurried(options),
    nap(options),
  ];
}

type Call = Pick<StepCall, 'idempotencyKey'>;

const effect =
  ({ log }: ShopOptions, follows?: Followed[], ms = 0) =>
  (call: Call) =>
    log.around(call, () => (ms > 0 ? wait(ms) : Promise.resolve()), follows);

const after = (key: string, { value, by }: Approved<unknown>): Followed => ({ key, value, by });

const refund = (options: ShopOptions) =>
  defineWorkflow({
    name: 'refund',
    version: '1',
    input: Input,
    run: async ({ step, approval, input }): Promise<Had> => {
      await step('calculate', effect(options));
      const said = await approval('approve:refund', {
        form: Value,
        proposed: { amount: input.amount },
        assignee: 'finance',
        timeout: '24h',
      });
      await step('pay', effect(options, [after('approve:refund', said)]));
      await step('book', effect(options, undefined, options.slowMs));
      await step('thank', effect(options, undefined, options.slowMs));
      return ['calculate', 'pay', 'book', 'thank'];
    },
  });

const chain = (options: ShopOptions) =>
  defineWorkflow({
    name: 'chain',
    version: '1',
    input: Input,
    run: async ({ step, approval, input }): Promise<Had> => {
      await step('first', effect(options));
      const had = ['first'];
      for (const stage of input.stages) {
        const key = `approval:${stage}`;
        const said = await approval(key, { form: Value, proposed: { amount: input.amount }, assignee: stage }).catch(
          async (error: unknown) => {
            if (!isApprovalRejected(error)) throw error;
            await step(`refused:${stage}`, effect(options, [{ key, by: error.by, refused: true }]));
            throw error;
          },
        );
        await step(`after:${stage}`, effect(options, [after(key, said)], options.slowMs));
        await step(`noted:${stage}`, effect(options, undefined, options.slowMs));
        had.push(`after:${stage}`, `noted:${stage}`);
      }
      return had;
    },
  });

const pair = (options: ShopOptions) =>
  defineWorkflow({
    name: 'pair',
    version: '1',
    input: Input,
    run: async ({ step, approval, input }): Promise<Had> => {
      await step('prepare', effect(options));
      const ask = (key: string) =>
        approval(key, { form: Value, proposed: { amount: input.amount }, assignee: [key, 'board'] });
      const [legal, security] = await Promise.all([ask('legal'), ask('security')]);
      await step('publish', effect(options, [after('legal', legal), after('security', security)]));
      await step('archive', effect(options, undefined, options.slowMs));
      return ['prepare', 'publish', 'archive'];
    },
  });

const gate = (options: ShopOptions) => {
  const send = gatedStep(
    async (mail: z.infer<typeof Value>, call) => {
      if (call) await effect(options, [{ key: 'send-approval', value: mail }], options.slowMs)(call);
      return call?.idempotencyKey.split('/').slice(1).join('/') ?? '';
    },
    { key: 'send-approval', requiresApproval: true, description: 'Send', form: Value, assignee: 'support' },
  );
  return defineWorkflow({
    name: 'gate',
    version: '1',
    input: Input,
    run: async ({ step, input }): Promise<Had> => {
      await step('draft', effect(options));
      const sent = await step('send', () => send({ amount: input.amount }));
      await step('file', effect(options, undefined, options.slowMs));
      return ['draft', sent, 'file'];
    },
  });
};

/** Steps side by side begin together, each whatever the others have come to. */
export const SIDE_BY_SIDE = 'side-';

const patient = (options: ShopOptions) =>
  defineWorkflow({
    name: 'patient',
    version: '1',
    input: Input,
    run: async ({ step, approval, input }): Promise<Had> => {
      const slow = effect(options, undefined, options.slowMs);
      await step.all({ 'side-a': effect(options), 'side-b': slow, 'side-c': slow });
      const said = await approval('answer', {
        form: Value,
        proposed: { amount: input.amount },
        assignee: 'support',
        timeout: '4s',
        remind: ['1s'],
        onTimeout: { approve: { amount: 0 } },
      });
      await step('act', effect(options, [after('answer', said)]));
      await step('tidy', effect(options, undefined, options.slowMs));
      return ['side-a', 'side-b', 'side-c', 'act', 'tidy'];
    },
  });

const hurried = (options: ShopOptions) =>
  defineWorkflow({
    name: 'hurried',
    version: '1',
    input: Input,
    run: async ({ step, approval, input }): Promise<Had> => {
      const said = await approval('soon', {
        form: Value,
        proposed: { amount: input.amount },
        assignee: 'support',
        timeout: '3s',
        escalate: [{ after: '1s', to: 'boss' }],
      });
      await step('hurry', effect(options, [after('soon', said)], options.slowMs));
      return ['hurry'];
    },
  });

const nap = (options: ShopOptions) =>
  defineWorkflow({
    name: 'nap',
    version: '1',
    input: Input,
    run: async ({ step, approval, input }): Promise<Had> => {
      await step('tired', effect(options));
      await step('yawn', effect(options, undefined, options.slowMs));
      await step.sleep('nap', '2s');
      await step('rested', effect(options, undefined, options.slowMs));
      const said = await approval('awake', { form: Value, proposed: { amount: input.amount }, assignee: 'support' });
      await step('work', effect(options, [after('awake', said)]));
      return ['tired', 'yawn', 'rested', 'work'];
    },
  });
