/** Small workflows that the tests run, and a record of the effects that they had. */
import * as z from 'zod';
import { type BodyArgs, defineWorkflow, type Workflow } from '../../shared/engine/workflow.ts';

/** What the steps of the workflows did, in order. */
export type Effects = string[];

/** The canonical run: a step, an approval, a step. */
export function refundWorkflow(effects: Effects, version = '1'): Workflow {
  return defineWorkflow({
    name: 'refund',
    version,
    input: z.object({ orderId: z.string(), amount: z.number().positive() }),
    run: async ({ step, approval, input }) => {
      const due = await step('calculate', () => {
        effects.push('calculate');
        return { orderId: input.orderId, amount: input.amount };
      });
      const { value } = await approval<{ amount: number }>('approve:refund', {
        title: `Refund ${due.amount} for ${due.orderId}`,
        details: due,
        form: z.object({ amount: z.number().positive().max(due.amount) }),
        proposed: { amount: due.amount },
        assignee: 'finance',
        timeout: '24h',
        remind: ['4h'],
        escalate: [{ after: '8h', to: 'head-of-finance' }],
      });
      return step('pay', ({ idempotencyKey }) => {
        effects.push(`pay ${value.amount} (${idempotencyKey})`);
        return { paid: value.amount };
      });
    },
  });
}

/** The chain of the expense examples: manager, finance over 1,000, ceo over 10,000. */
export function expenseWorkflow(effects: Effects): Workflow {
  return defineWorkflow({
    name: 'expense',
    version: '1',
    input: z.object({ amount: z.number() }),
    run: async ({ step, approval, input }) => {
      await step('validate', () => void effects.push('validate'));
      const stages = [
        'manager',
        ...(input.amount > 1_000 ? ['finance'] : []),
        ...(input.amount > 10_000 ? ['ceo'] : []),
      ];
      const by: string[] = [];
      for (const stage of stages) {
        by.push((await approval(`approval:${stage}`, { title: `Expense of ${input.amount}`, assignee: stage })).by);
        await step(`note:${stage}`, () => void effects.push(`note:${stage}`));
      }
      return step('process', () => {
        effects.push('process');
        return by;
      });
    },
  });
}

/** Two approvals that are open at once, and a step when both are given. */
export function pairWorkflow(effects: Effects): Workflow {
  return defineWorkflow({
    name: 'pair',
    version: '1',
    input: z.unknown(),
    run: async ({ step, approval }) => {
      await step('prepare', () => void effects.push('prepare'));
      const [legal, security] = await Promise.all([
        approval('legal', { assignee: 'legal' }),
        approval('security', { assignee: 'security' }),
      ]);
      return step('publish', () => {
        effects.push('publish');
        return [legal.by, security.by];
      });
    },
  });
}

/** A workflow with a body of the test's own. */
export const workflowOf = (
  name: string,
  run: (args: BodyArgs<unknown, undefined>) => Promise<unknown>,
  version = '1',
): Workflow => defineWorkflow({ name, version, input: z.unknown(), run });

/** Waits for two people; goes on with the first who answers, and fails there while it is broken. */
export const eitherWorkflow = (isBroken: () => boolean): Workflow =>
  workflowOf('either', async ({ step, approval }) => {
    const ask = async (key: string) => {
      await approval(key, { assignee: key });
      await step(`after:${key}`, () => {
        if (isBroken()) throw new Error('out of order');
      });
    };
    await Promise.all([ask('legal'), ask('security')]);
  });
