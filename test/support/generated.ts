/** Workflow bodies as data: generated, readable in a counterexample, and run with the real tools. */
import { createApprovalStep, gatedStep } from 'countersign/hitl';
import { err, ok, type StepCall } from 'countersign/workflow';
import fc from 'fast-check';
import type { ApprovalOptions } from '../../shared/engine/ask.ts';
import type { Tools } from '../../shared/engine/execute.ts';

/** How long people have, and what happens then. */
interface Deadline {
  timeout?: '1h' | '20h';
  /** Approve with the node's own default instead of rejecting. */
  defaults?: true;
}

/** Arguments of a gate: `base` is the node's, `world` may be another at each execution of the body. */
export interface GateArgs {
  base: number;
  world: number;
}

/** A part of a body. Keys are given by the place in the tree, and so are the same in every run. */
export type Node =
  | { is: 'step'; key: string; fails: number; how: 'throws' | 'err'; gives: 'value' | 'ok'; attempts: 1 | 2 }
  | ({ is: 'approval'; key: string; proposed?: number } & Deadline)
  | ({ is: 'asking-step'; key: string } & Deadline)
  | ({
      is: 'gate';
      key: string;
      inStep: boolean;
      needs: 'always' | 'never' | 'in-other-worlds';
      fails: number;
    } & Deadline)
  | { is: 'chain'; key: string; proposed: number; over: number[] }
  | { is: 'sequence' | 'parallel'; nodes: Node[] }
  | { is: 'attempt'; node: Node };

/** What the bodies tell, and what they are told. */
export interface Probe {
  /**
   * An effect begins: throws where it must fail. Hands back its value, which no other effect has, and is below zero where it
   * is to fail.
   */
  effect(run: string, key: string, call: StepCall, fails: number): number;
  /** The operation of a gate begins, reached with `arrived` and called with `args`; hands back what it tells once it succeeded. */
  passed(run: string, key: string, asked: boolean, arrived: GateArgs, args: GateArgs): () => void;
  /** The function of the step with this key comes to its success; the engine may have added to the key of a gate. */
  succeeded(run: string, key: string, value: unknown, call: StepCall): void;
  /** `step` or the gate gave this to the body. */
  given(run: string, key: string, value: unknown): void;
  /** An approval let the body go on with this. */
  approved(run: string, key: string, value: unknown): void;
  /** What the world is at this moment. */
  world(run: string): number;
}

/** What a timeout approves a gate with: told apart from all that people send. */
export const DEFAULT_ARGS: GateArgs = { base: -1, world: -1 };
export const DEFAULT_VALUE = -1;
/** What every gate is reached with, in a given world. */
export const BASE = 10;

type Place = { tools: Tools; run: string; probe: Probe };

/** Runs the body that the node says. */
export async function runNode(node: Node, place: Place): Promise<unknown> {
  switch (node.is) {
    case 'step':
      return runStep(node, place);
    case 'approval':
      return ask(node.key, { ...proposal(node.proposed), ...deadline(node, DEFAULT_VALUE) }, place);
    case 'asking-step':
      return runAskingStep(node, place);
    case 'gate':
      return runGate(node, place);
    case 'chain':
      return runChain(node, place);
    case 'sequence': {
      const values: unknown[] = [];
      for (const part of node.nodes) values.push(await runNode(part, place));
      return values;
    }
    case 'parallel':
      return Promise.all(node.nodes.map((part) => runNode(part, place)));
    case 'attempt':
      return runNode(node.node, place).catch(() => 'caught');
  }
}

const proposal = (proposed: number | undefined) => (proposed === undefined ? {} : { proposed });

const deadline = <T>({ timeout, defaults }: Deadline, value: T) => ({
  ...(timeout && { timeout }),
  ...(timeout && defaults && { onTimeout: { approve: value } }),
});

type NodeOf<Is> = Extract<Node, { is: Is }>;

async function runStep(node: NodeOf<'step'>, { tools, run, probe }: Place): Promise<unknown> {
  const work = (call: StepCall) => {
    const serial = probe.effect(run, node.key, call, node.fails);
    if (serial < 0) {
      if (node.how === 'throws') throw new Error(`no (${-serial})`);
      return err(new Error(`no (${-serial})`));
    }
    probe.succeeded(run, node.key, serial, call);
    return node.gives === 'ok' ? ok(serial) : serial;
  };
  const retry = { attempts: node.attempts, initialDelay: 0 };
  const value = await tools.step(node.key, work, { retry });
  probe.given(run, node.key, value);
  return value;
}

async function ask(key: string, options: ApprovalOptions<number>, { tools, run, probe }: Place): Promise<unknown> {
  const { value } = await tools.approval<number>(key, options);
  probe.approved(run, key, value);
  return value;
}

async function runAskingStep(node: NodeOf<'asking-step'>, { tools, run, probe }: Place): Promise<unknown> {
  const requireApproval = createApprovalStep<number>({ key: node.key, ...deadline(node, DEFAULT_VALUE) });
  const name = `${node.key}-step`;
  const value = await tools.step(name, async (call) => {
    const answer = await requireApproval();
    if (answer.ok) {
      probe.approved(run, node.key, answer.value);
      probe.succeeded(run, name, answer.value, call);
    }
    return answer;
  });
  probe.given(run, name, value);
  return value;
}

async function runGate(node: NodeOf<'gate'>, { tools, run, probe }: Place): Promise<unknown> {
  const { key, inStep, needs } = node;
  const outer = `${key}-step`;
  const name = inStep ? `${outer}/${key}` : key;
  const gateWith = (arrived: GateArgs) => {
    const asked = needs === 'always' || (needs === 'in-other-worlds' && arrived.world > 0);
    const operation = (args: GateArgs, call?: StepCall) => {
      if (!call) throw new Error('A gate in a body hands on its call.');
      const succeeded = probe.passed(run, key, asked, arrived, args);
      const serial = probe.effect(run, name, call, node.fails);
      if (serial < 0) return err(new Error(`no (${-serial})`));
      succeeded();
      probe.succeeded(run, name, serial, call);
      return ok(serial);
    };
    return gatedStep(operation, {
      key,
      requiresApproval: needs === 'in-other-worlds' ? ({ world }: GateArgs) => world > 0 : needs === 'always',
      description: ({ world }) => `In world ${world}`,
      ...deadline(node, DEFAULT_ARGS),
    })(arrived);
  };
  const argsNow = () => ({ base: BASE, world: probe.world(run) });
  if (!inStep) {
    const passed = await gateWith(argsNow());
    if (!passed.ok) throw passed.error;
    probe.given(run, name, passed.value);
    return passed.value;
  }
  const value = await tools.step(outer, async (call) => {
    const passed = await gateWith(argsNow());
    if (passed.ok) probe.succeeded(run, outer, passed.value, call);
    return passed;
  });
  probe.given(run, outer, value);
  return value;
}

/** The next stage is asked where the value that was decided is over the limit. */
async function runChain({ key, proposed, over }: NodeOf<'chain'>, place: Place): Promise<unknown> {
  let value = await ask(`${key}-0`, { proposed }, place);
  for (const [index, limit] of over.entries()) {
    if (Number(value) <= limit) break;
    value = await ask(`${key}-${index + 1}`, { proposed }, place);
  }
  return value;
}

/** The keys that a body may ask under. */
export function approvalKeys(node: Node): string[] {
  switch (node.is) {
    case 'step':
      return [];
    case 'approval':
    case 'asking-step':
    case 'gate':
      return [node.key];
    case 'chain':
      return [`${node.key}-0`, ...node.over.map((_, index) => `${node.key}-${index + 1}`)];
    case 'sequence':
    case 'parallel':
      return node.nodes.flatMap(approvalKeys);
    case 'attempt':
      return approvalKeys(node.node);
  }
}

/** The same tree with a key of its own at each node. */
function keyed(node: Node): Node {
  let count = 0;
  const visit = (part: Node): Node => {
    switch (part.is) {
      case 'sequence':
      case 'parallel':
        return { ...part, nodes: part.nodes.map(visit) };
      case 'attempt':
        return { ...part, node: visit(part.node) };
      default:
        return { ...part, key: `${part.is[0]}${count++}` };
    }
  };
  return visit(node);
}

const sometimes = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined, freq: 2 });

/** The fields that are there. */
const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const deadlines = { timeout: sometimes(fc.constantFrom('1h', '20h')), defaults: sometimes(fc.constant(true)) };
const key = fc.constant('');
const record = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Node> =>
  fc.record(model).map((fields) => present(fields) as unknown as Node);

const fails = fc.constantFrom(0, 0, 0, 1, 2);

const gate = record({
  ...{ is: fc.constant('gate'), key, inStep: fc.boolean(), fails },
  needs: fc.constantFrom('always', 'always', 'in-other-worlds', 'never'),
  ...deadlines,
});

const leaf = fc.oneof(
  {
    weight: 3,
    arbitrary: record({
      ...{ is: fc.constant('step'), key, fails },
      ...{ how: fc.constantFrom('throws', 'err'), gives: fc.constantFrom('value', 'ok') },
      attempts: fc.constantFrom(1, 1, 2),
    }),
  },
  {
    weight: 2,
    arbitrary: record({ is: fc.constant('approval'), key, proposed: sometimes(fc.constantFrom(5, 50)), ...deadlines }),
  },
  { weight: 1, arbitrary: record({ is: fc.constant('asking-step'), key, ...deadlines }) },
  { weight: 4, arbitrary: gate },
  {
    weight: 1,
    arbitrary: record({
      ...{ is: fc.constant('chain'), key, proposed: fc.constantFrom(5, 50) },
      over: fc.constantFrom([10], [10, 40]),
    }),
  },
);

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    { weight: 12, arbitrary: leaf },
    {
      weight: 4,
      arbitrary: record({ is: fc.constant('parallel'), nodes: fc.array(tie('node'), { minLength: 2, maxLength: 3 }) }),
    },
    {
      weight: 2,
      arbitrary: record({ is: fc.constant('sequence'), nodes: fc.array(tie('node'), { minLength: 2, maxLength: 2 }) }),
    },
    { weight: 2, arbitrary: record({ is: fc.constant('attempt'), node: tie('node') }) },
  ),
}));

/** Bodies of one to three parts. */
export const bodies: fc.Arbitrary<Node> = fc
  .array(node, { minLength: 1, maxLength: 3, size: 'max' })
  .map((nodes) => keyed({ is: 'sequence', nodes }));

/** Bodies of gates, some of them open at once. */
export const gatedBodies: fc.Arbitrary<Node> = fc
  .array(gate, { minLength: 1, maxLength: 3, size: 'max' })
  .chain((nodes) => fc.constantFrom<Node>({ is: 'sequence', nodes }, { is: 'parallel', nodes }))
  .map((node) => keyed({ is: 'sequence', nodes: [node] }));
