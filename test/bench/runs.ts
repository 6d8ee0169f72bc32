/**
 * How fast runs are, beside the hand-written floor of the same protocol. Both work against an engine of their own, on a file with
 * fsync and on tables without a stream; both hand on what changed within their process, which on AWS the stream does. Their rounds
 * alternate, and each figure is the median of the rounds.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, startEngine } from '../../infra/local/engine.ts';
import { bundle } from './bundle.ts';
import { engineCpu } from './engine-cpu.ts';
import { median } from './median.ts';
import { atLeast, atMost, definePart, type Progress } from './part.ts';
import type { RoundDone, RoundOrder, WorkflowName } from './runs/contender.ts';

/** What a run takes, the median of the rounds. */
interface Speed {
  runsPerSecond: number;
  /** Of the process that runs workflows, per run. */
  clientCpuMs: number;
  /** Of the DynamoDB engine, per run. */
  engineCpuMs: number;
}

interface RunsRow {
  workflow: WorkflowName;
  atOnce: number;
  ours: Speed;
  floor: Speed;
  /** Ours by the floor's, each the median of the ratios of the rounds. */
  ratio: { runsPerSecond: number; clientCpu: number };
  rounds: number;
}

interface Contender {
  engine: Engine;
  process: ChildProcess;
}

const ORDERS: RoundOrder[] = [
  { workflow: 'refund', runs: 32, atOnce: 1 },
  { workflow: 'refund', runs: 128, atOnce: 32 },
  { workflow: 'expense', runs: 16, atOnce: 1 },
  { workflow: 'expense', runs: 64, atOnce: 32 },
];

/** So many runs until V8 has compiled what is hot. */
const WARM_UP: RoundOrder[] = [
  { workflow: 'refund', runs: 300, atOnce: 32 },
  { workflow: 'expense', runs: 64, atOnce: 32 },
];
const ROUNDS = 7;

export const runs = definePart<RunsRow>({
  name: 'runs',
  describe: 'runs per second and CPU of a run, beside a hand-written floor',
  async measure(progress) {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
    const started: Contender[] = [];
    try {
      const program = await bundle(new URL('runs/contender.ts', import.meta.url), join(folder, 'contender.mjs'));
      const start = async (name: string): Promise<Contender> => {
        const engine = await startEngine(join(folder, `${name}.db`));
        const contender = { engine, process: fork(program, [name, engine.endpoint], { execArgv: [] }) };
        started.push(contender);
        return contender;
      };
      const [ours, floor] = [await start('ours'), await start('floor')];
      progress('warming up');
      for (const contender of started) for (const order of WARM_UP) await speedOf(contender, order);
      const rows: RunsRow[] = [];
      for (const order of ORDERS) rows.push(await compare(order, ours, floor, progress));
      return rows;
    } finally {
      for (const { process, engine } of started) {
        process.kill();
        await engine.stop();
      }
      rmSync(folder, { recursive: true, force: true });
    }
  },
  tables: (rows) => [
    {
      title: 'runs: beside a hand-written floor, medians of the rounds',
      rows: rows.map(({ workflow, atOnce, ours, floor, ratio }) => ({
        run: workflow,
        'at once': atOnce,
        'runs/s': ours.runsPerSecond,
        'floor, runs/s': floor.runsPerSecond,
        ratio: ratio.runsPerSecond,
        'CPU ms': ours.clientCpuMs,
        'floor, CPU ms': floor.clientCpuMs,
        'CPU ratio': ratio.clientCpu,
        'engine CPU ms': ours.engineCpuMs,
        'floor, engine CPU ms': floor.engineCpuMs,
      })),
      notes: [
        'CPU ms: of a run, in the process that runs workflows; the engine is the local DynamoDB, on a file with fsync.',
      ],
    },
  ],
  targets: (rows) => [
    atMost(
      'CPU of a run, over the floor',
      rows.map(({ ratio }) => ratio.clientCpu),
      1.25,
    ),
    atLeast(
      'runs/s at 32 at once, over the floor',
      rows.filter(({ atOnce }) => atOnce === 32).map(({ ratio }) => ratio.runsPerSecond),
      0.8,
    ),
  ],
});

async function compare(order: RoundOrder, ours: Contender, floor: Contender, progress: Progress): Promise<RunsRow> {
  const pairs: { ours: Speed; floor: Speed }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`${order.workflow}, ${order.atOnce} at once: round ${round} of ${ROUNDS}`);
    // Who begins changes, so that neither always follows the other.
    const first = round % 2 === 0 ? await speedOf(ours, order) : undefined;
    const other = await speedOf(floor, order);
    pairs.push({ ours: first ?? (await speedOf(ours, order)), floor: other });
  }
  const ratioOf = (figure: keyof Speed) => median(pairs.map(({ ours, floor }) => ours[figure] / floor[figure]));
  return {
    ...{ workflow: order.workflow, atOnce: order.atOnce },
    ours: medianSpeed(pairs.map((pair) => pair.ours)),
    floor: medianSpeed(pairs.map((pair) => pair.floor)),
    ratio: { runsPerSecond: ratioOf('runsPerSecond'), clientCpu: ratioOf('clientCpuMs') },
    rounds: pairs.length,
  };
}

async function speedOf({ engine, process }: Contender, order: RoundOrder): Promise<Speed> {
  const engineBefore = engineCpu(engine.endpoint);
  const done = await answerOf(process, order);
  if (done.paid !== order.runs)
    throw new Error(`Of ${order.runs} runs ${done.paid} came to their effect; each must, once.`);
  return {
    runsPerSecond: (order.runs / done.ms) * 1_000,
    clientCpuMs: done.cpuMs / order.runs,
    engineCpuMs: (engineCpu(engine.endpoint) - engineBefore) / order.runs,
  };
}

const answerOf = (process: ChildProcess, order: RoundOrder): Promise<RoundDone> =>
  new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`A contender of the bench ended with ${code}.`));
    process.once('exit', gone);
    process.once('message', (done: RoundDone) => {
      process.off('exit', gone);
      resolve(done);
    });
    process.send(order);
  });

const medianSpeed = (speeds: readonly Speed[]): Speed => ({
  runsPerSecond: median(speeds.map(({ runsPerSecond }) => runsPerSecond)),
  clientCpuMs: median(speeds.map(({ clientCpuMs }) => clientCpuMs)),
  engineCpuMs: median(speeds.map(({ engineCpuMs }) => engineCpuMs)),
});
