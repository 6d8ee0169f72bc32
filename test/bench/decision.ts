/**
 * How long a run takes from its decision to its end, on the local system as its users start it. The last step tells over the
 * loopback that it runs; from then on the run is read until it says that it is completed.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually, type LocalProcess, startLocal } from '../support/local-process.ts';
import { percentile } from './median.ts';
import { definePart, type Progress } from './part.ts';

interface DecisionRow {
  name: 'refund';
  decisions: number;
  /** In ms, from the answer to the decision until the run is read as completed. */
  p50: number;
  p95: number;
  p99: number;
  /** In ms, from sending the decision to its answer. */
  answerP50: number;
  answerP95: number;
}

/** The local engine's writes get slower as a table's stream grows: each round is a system of its own. */
const ROUNDS = 4;
const DECISIONS = 50;

/** After this many ms the run is read all the same. */
const LONGEST = 5_000;

const WORKFLOWS = fileURLToPath(new URL('decision/telling-workflows.ts', import.meta.url));

interface Latency {
  answered: number;
  completed: number;
}

export const decision = definePart<DecisionRow>({
  name: 'decision',
  describe: 'how long a run takes from its decision to its end, on the local system',
  async measure(progress) {
    const latencies: Latency[] = [];
    for (let round = 0; round < ROUNDS; round++) latencies.push(...(await measureRound(round, progress)));
    const of = (what: keyof Latency, percent: number) =>
      percentile(
        latencies.map((one) => one[what]),
        percent,
      );
    return [
      {
        ...{ name: 'refund', decisions: latencies.length },
        ...{ p50: of('completed', 50), p95: of('completed', 95), p99: of('completed', 99) },
        ...{ answerP50: of('answered', 50), answerP95: of('answered', 95) },
      },
    ];
  },
  tables: (rows) => [
    {
      title: 'decision: ms from the answer to a decision until the run has completed, on the local system',
      rows: rows.map(({ name, decisions, p50, p95, p99, answerP50, answerP95 }) => ({
        ...{ run: name, decisions, p50, p95, p99, 'answer, p50': answerP50, 'answer, p95': answerP95 },
      })),
      notes: [
        'Answer: from sending the decision to its answer. One decision at a time; the file of the engine is synced at each write.',
      ],
    },
  ],
});

async function measureRound(round: number, progress: Progress): Promise<Latency[]> {
  const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const told = createSocket('udp4').bind(0, '127.0.0.1');
  await once(told, 'listening');
  const local = await startLocal({
    ...{ data, args: ['--workflows', WORKFLOWS] },
    env: { BENCH_TELL_PORT: String(told.address().port) },
  });
  try {
    const latencies: Latency[] = [];
    for (let i = 0; i <= DECISIONS; i++) {
      progress(`decision ${round * DECISIONS + i} of ${ROUNDS * DECISIONS}`);
      const latency = await decideOnce(local, told);
      if (i > 0) latencies.push(latency); // the first one loads what the others find loaded
    }
    return latencies;
  } finally {
    await local.stop();
    told.close();
    rmSync(data, { recursive: true, force: true });
  }
}

async function decideOnce(local: LocalProcess, told: ReturnType<typeof createSocket>): Promise<Latency> {
  const started = await local.request('POST', '/runs', {
    workflow: 'refund',
    input: { orderId: 'order-1', amount: 40 },
  });
  const runId = String(started.body.runId);
  const address = `/approvals/${runId}/${encodeURIComponent('approve:refund')}`;
  await eventually(
    () => local.request('GET', address),
    ({ status }) => status === 200,
  );
  const atWork = once(told, 'message');
  const sentAt = performance.now();
  const answer = await local.request('POST', `${address}/decision`, {
    action: 'approve',
    actorId: 'alice@example.com',
  });
  const answeredAt = performance.now();
  if (answer.status !== 200)
    throw new Error(`The decision was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  await Promise.race([atWork, sleep(LONGEST, undefined, { ref: false })]); // a datagram may get lost
  for (;;) {
    const { body } = await local.request('GET', `/runs/${runId}`);
    if (body.status === 'completed') break;
    if (body.status !== 'running' && body.status !== 'waiting') throw new Error(`Run ${runId} is ${body.status}.`);
  }
  return { answered: answeredAt - sentAt, completed: performance.now() - answeredAt };
}
