/** A play drawn from a seed: a generated body, people who decide as they like, and a budget of every trouble. */
import { createApprovalStep, gatedStep } from 'countersign/hitl';
import type { StepCall } from 'countersign/workflow';
import fc from 'fast-check';
import type { DecisionInput } from '../../shared/domain/decision.ts';
import type { Tools } from '../../shared/engine/execute.ts';
import { defineWorkflow } from '../../shared/engine/workflow.ts';
import { approvalKeys, BASE, bodies, DEFAULT_ARGS, DEFAULT_VALUE, type Node } from '../support/generated.ts';
import type { Io } from './live.ts';
import { ANY } from './programs.ts';
import type { Person, Play } from './scenario.ts';
import { RUN } from './state.ts';

/** Numbers from 0 to 1, the same from the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(random: () => number, all: readonly T[]): T | undefined =>
  all[Math.floor(random() * all.length)];

/** What people say: approving most of the time. */
const SAYS: readonly DecisionInput[] = [
  { action: 'approve' },
  { action: 'approve' },
  { action: 'approve' },
  { action: 'reject', reason: 'no' },
  { action: 'cancel' },
];

export function generatedPlay(seed: number): Play {
  const random = randomOf(seed);
  const [body] = fc.sample(bodies, { seed, numRuns: 1 });
  if (!body) throw new Error('There is no body.');
  const people = approvalKeys(body).flatMap((key): Person[] =>
    ['ann@example.com', 'bob@example.com'].map((who) => ({
      who,
      key,
      says: pick(random, SAYS) ?? { action: 'approve' },
    })),
  );
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  return {
    name: `random/${seed}`,
    scenario: {
      name: 'generated',
      workflow: (io) =>
        defineWorkflow({ name: 'generated', version: '1', input: ANY, run: (tools) => runNode(body, tools, io) }),
      people,
      inOrder: !has(body, 'parallel'),
      ...((has(body, 'parallel') || has(body, 'attempt')) && { wanders: true }),
    },
    budget: {
      ...{
        crash: upTo(3),
        again: upTo(2),
        lost: upTo(2),
        answer: upTo(2),
        stall: upTo(2),
        sweep: upTo(1),
        start: upTo(1),
      },
      ...{ fail: upTo(2), nudge: upTo(1), cancel: upTo(8) === 0 ? 1 : 0, retry: 2, review: upTo(4) === 0 ? 1 : 0 },
    },
    together: 2 + upTo(1),
  };
}

const has = (body: Node, kind: Node['is']): boolean => JSON.stringify(body).includes(`"is":"${kind}"`);

type Effects = Pick<Io, 'effect'>;

/** The name that the run remembers the effect by: the engine may have added to the key of a gate. */
const nameOf = (call: StepCall | undefined): string => call?.idempotencyKey.slice(RUN.length + 1) ?? '?';

async function runNode(node: Node, tools: Tools, io: Effects): Promise<unknown> {
  switch (node.is) {
    case 'step':
      return tools.step(node.key, (call) => io.effect(nameOf(call)), {
        retry: { attempts: node.attempts, initialDelay: 0 },
      });
    case 'approval':
      return (
        await tools.approval<number>(node.key, {
          ...(node.proposed !== undefined && { proposed: node.proposed }),
          ...deadline(node, DEFAULT_VALUE),
        })
      ).value;
    case 'asking-step': {
      const requireApproval = createApprovalStep<number>({ key: node.key, ...deadline(node, DEFAULT_VALUE) });
      return tools.step(`${node.key}-step`, () => requireApproval());
    }
    case 'gate':
      return runGate(node, tools, io);
    case 'chain': {
      for (let stage = 0; stage <= node.over.length; stage++)
        await tools.approval(`${node.key}-${stage}`, { proposed: node.proposed });
      return node.key;
    }
    case 'sequence': {
      const values: unknown[] = [];
      for (const part of node.nodes) values.push(await runNode(part, tools, io));
      return values;
    }
    case 'parallel':
      return Promise.all(node.nodes.map((part) => runNode(part, tools, io)));
    case 'attempt':
      return runNode(node.node, tools, io).catch(() => 'caught');
  }
}

type Gate = Extract<Node, { is: 'gate' }>;

async function runGate(node: Gate, tools: Tools, io: Effects): Promise<unknown> {
  const isAsked = node.needs === 'always';
  const operation = async (args: unknown, call?: StepCall) => ({
    ok: true as const,
    value: await io.effect(nameOf(call), args, isAsked ? node.key : undefined),
  });
  const gate = gatedStep(operation, {
    key: node.key,
    requiresApproval: isAsked,
    description: 'pay',
    ...deadline(node, DEFAULT_ARGS),
  });
  const reach = () => gate({ base: BASE, world: 0 });
  if (node.inStep) return tools.step(`${node.key}-step`, reach);
  const passed = await reach();
  if (!passed.ok) throw passed.error;
  return passed.value;
}

const deadline = <T>({ timeout, defaults }: Pick<Gate, 'timeout' | 'defaults'>, value: T) => ({
  ...(timeout && { timeout }),
  ...(timeout && defaults && { onTimeout: { approve: value } }),
});
