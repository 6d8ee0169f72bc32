/** The small scenarios that are explored exhaustively. */
import { gatedStep } from 'countersign/hitl';
import { type BodyArgs, defineWorkflow, type Workflow } from '../../shared/engine/workflow.ts';
import type { Io } from './live.ts';
import { ANY } from './programs.ts';
import type { Person, Scenario } from './scenario.ts';

type Effects = Pick<Io, 'effect'>;
export type Body = (args: BodyArgs<unknown, undefined>, io: Effects) => Promise<unknown>;

export const workflowOf =
  (name: string, body: Body, preapprove?: string[]) =>
  (io: Effects): Workflow =>
    defineWorkflow({
      name,
      version: '1',
      input: ANY,
      run: (args) => body(args, io),
      ...(preapprove && { preapprove }),
    });

export const approves = (who: string, key: string): Person => ({ who, key, says: { action: 'approve' } });
export const rejects = (who: string, key: string): Person => ({ who, key, says: { action: 'reject', reason: 'no' } });

const refundBody: Body = async ({ step, approval }, io) => {
  await step('calculate', () => io.effect('calculate'));
  await approval('approve');
  return step('pay', () => io.effect('pay', undefined, 'approve'));
};

/** A step, an approval that two people answer, a step. */
export const refund: Scenario = {
  name: 'refund',
  workflow: workflowOf('refund', refundBody),
  people: [approves('ann@example.com', 'approve'), rejects('bob@example.com', 'approve')],
};

/** The same with one person. */
export const plain: Scenario = { ...refund, people: [approves('ann@example.com', 'approve')] };

/** Two approvals, one after the other, a step after each. */
export const chain: Scenario = {
  name: 'chain',
  workflow: workflowOf('chain', async ({ step, approval }, io) => {
    await step('validate', () => io.effect('validate'));
    await approval('manager');
    await step('note', () => io.effect('note', undefined, 'manager'));
    await approval('finance');
    return step('pay', () => io.effect('pay', undefined, 'finance'));
  }),
  people: [approves('ann@example.com', 'manager'), approves('bob@example.com', 'finance')],
};

/** Two approvals that are open at once. */
export const pair: Scenario = {
  name: 'pair',
  workflow: workflowOf('pair', async ({ step, approval }, io) => {
    await Promise.all([approval('legal'), approval('security')]);
    return step('publish', () => io.effect('publish', undefined, 'legal'));
  }),
  people: [approves('ann@example.com', 'legal'), approves('bob@example.com', 'security')],
};

/** A gate whose arguments come from a step that gives another value each time; one person approves them, one edits them. */
export const gate: Scenario = {
  name: 'gate',
  workflow: workflowOf('gate', async ({ step }, io) => {
    const amount = Number(await step('quote', () => io.effect('quote')));
    const pay = gatedStep((args: { amount: number }) => io.effect('pay', args, 'approve'), {
      key: 'approve',
      requiresApproval: true,
      description: 'pay',
    });
    return pay({ amount });
  }),
  people: [
    approves('ann@example.com', 'approve'),
    {
      who: 'bob@example.com',
      key: 'approve',
      says: { action: 'edit', originalValue: { amount: 1 }, editedValue: { amount: 7 } },
    },
  ],
  values: { quote: [1, 2] },
};

/** An approval that has an hour. */
export const timeout: Scenario = {
  name: 'timeout',
  workflow: workflowOf('timeout', async ({ step, approval }, io) => {
    await approval('approve', { timeout: '1h' });
    return step('pay', () => io.effect('pay', undefined, 'approve'));
  }),
  people: [approves('ann@example.com', 'approve')],
};

/** Steps whose values fill a page of the snapshot. */
export const paged: Scenario = {
  name: 'paged',
  workflow: workflowOf('paged', async ({ step, approval }, io) => {
    await step('first', async () => `${await io.effect('first')}${' '.repeat(1_900)}`);
    await step('second', () => io.effect('second'));
    await approval('approve');
    return step('pay', () => io.effect('pay', undefined, 'approve'));
  }),
  people: [approves('ann@example.com', 'approve')],
};

/** The first of two answers, and what is asked after it. */
const firstOfTwo =
  (asksOn: boolean): Body =>
  async ({ step, approval, firstOf }, io) => {
    const { which } = await firstOf({ manager: approval('manager'), finance: approval('finance') });
    const done = await step(which, () => io.effect(which, undefined, which));
    return asksOn ? approval('last') : done;
  };

const twoAnswers: Omit<Scenario, 'workflow'> = {
  name: 'first-of',
  people: [approves('ann@example.com', 'manager'), approves('bob@example.com', 'finance')],
  oneOf: ['manager', 'finance'],
};

/** Two approvals of which the first answer counts, and both are answered. */
export const firstOf: Scenario = { ...twoAnswers, workflow: workflowOf('first-of', firstOfTwo(false)) };

/** The same, and the run waits again while the other is open still. */
export const firstOfThenAsks: Scenario = { ...twoAnswers, workflow: workflowOf('first-of', firstOfTwo(true)) };

const earlyBody: Body = async ({ step, approval }, io) => {
  await step('calculate', () => io.effect('calculate'));
  await approval('approve', { assignee: ['ann@example.com', 'bob@example.com'] });
  return step('pay', () => io.effect('pay', undefined, 'approve'));
};

const early: Omit<Scenario, 'people'> = { name: 'early', workflow: workflowOf('early', earlyBody, ['approve']) };

/** Somebody decides while the run is on its way to ask. */
export const earlyYes: Scenario = { ...early, people: [{ ...approves('ann@example.com', 'approve'), early: true }] };

/** Somebody decides early who may not, and somebody who may decides once they are asked. */
export const earlyMisfit: Scenario = {
  ...early,
  people: [{ ...approves('mallory@example.com', 'approve'), early: true }, approves('ann@example.com', 'approve')],
};
