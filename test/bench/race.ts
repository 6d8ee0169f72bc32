/** A pair of contenders and their CPU time, side by side: the rounds of both alternate within one process. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { bundle } from './bundle.ts';
import type { ContenderName, Round } from './engine/thread.ts';
import { median } from './median.ts';
import { definePart, type Part, type Progress } from './part.ts';

/** CPU time of a run in microseconds, ours and the peer's: the medians of the rounds. */
interface EngineSpeed {
  name: string;
  cpuMicros: number;
  peerCpuMicros: number;
  /** Ours by the peer's: below 1, ours takes less. */
  ratio: number;
  rounds: number;
  /** Of each, in all rounds together. */
  runs: number;
}

const RUNS_A_ROUND = 50;

/** How many rounds, and the time in ms after which no other begins. */
const WARM_UP = { rounds: 20, ms: 5_000 };
const MEASURED = { rounds: 60, ms: 14_000 };

const PEERS = fileURLToPath(new URL('peers/', import.meta.url));

/** A part of the bench that races ours against a peer. */
export const racePart = (name: string, describe: string, ours: ContenderName, peer: ContenderName): Part =>
  definePart<EngineSpeed>({
    ...{ name, describe },
    async measure(progress) {
      installPeers();
      const entry = new URL('engine/thread.ts', import.meta.url);
      const program = await bundle(entry, `${PEERS}node_modules/.bench/thread.mjs`);
      const threads = [ours, peer].map((contender) => new Worker(program, { workerData: contender, execArgv: [] }));
      const [one, other] = threads;
      try {
        return one && other ? [await race(name, one, other, progress)] : [];
      } finally {
        for (const thread of threads) await thread.terminate();
      }
    },
    tables: (rows) => [
      {
        title: `${name}: CPU time of a run beside awaitly, medians of the rounds`,
        rows: rows.map(({ cpuMicros, peerCpuMicros, ratio, rounds, runs }) => ({
          'ours, µs': Math.round(cpuMicros),
          'awaitly, µs': Math.round(peerCpuMicros),
          ratio,
          ...{ rounds, 'runs of each': runs },
        })),
      },
    ],
  });

function installPeers(): void {
  if (existsSync(`${PEERS}node_modules/awaitly`)) return;
  console.error('Installing what the engine is measured against into test/bench/peers …');
  const args = ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 60_000 });
  } catch (cause) {
    throw new Error('The peers of the bench are not installed, and "npm ci" in test/bench/peers failed.', { cause });
  }
}

async function race(name: string, ours: Worker, peer: Worker, progress: Progress): Promise<EngineSpeed> {
  let round = 0;
  const bothOnce = async () => {
    round++;
    progress(`round ${round} of ${WARM_UP.rounds + MEASURED.rounds}`);
    return { ours: await cpuOfRound(ours, round), peer: await cpuOfRound(peer, round) };
  };
  await repeat(WARM_UP, bothOnce);
  const figures = await repeat(MEASURED, bothOnce);
  const [cpuMicros, peerCpuMicros] = [median(figures.map(({ ours }) => ours)), median(figures.map(({ peer }) => peer))];
  const rounds = figures.length;
  return { name, cpuMicros, peerCpuMicros, ratio: cpuMicros / peerCpuMicros, rounds, runs: rounds * RUNS_A_ROUND };
}

/** Does it once at least, and so often as there is time for. */
async function repeat<T>({ rounds, ms }: typeof MEASURED, doIt: () => Promise<T>): Promise<T[]> {
  const end = performance.now() + ms;
  const done = [await doIt()];
  while (done.length < rounds && performance.now() < end) done.push(await doIt());
  return done;
}

/** CPU time of a run in microseconds. The other thread rests; those that compile and collect garbage count. */
async function cpuOfRound(thread: Worker, round: number): Promise<number> {
  const runs = round * RUNS_A_ROUND; // so far
  thread.postMessage(RUNS_A_ROUND);
  const { cpuMicros, done } = await nextRound(thread);
  for (const [what, times] of Object.entries(done))
    if (times !== runs) throw new Error(`${runs} runs ${what} ${times} times; each must once.`);
  return cpuMicros / RUNS_A_ROUND;
}

const nextRound = (thread: Worker): Promise<Round> => once(thread, 'message').then(([round]) => round);
