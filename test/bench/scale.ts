/** How far it goes: what a run takes, what so many decisions a second come to beside AWS's quotas, a million due at once, and many followers. */
import { LOCAL_AWS, startEngine } from '../../infra/local/engine.ts';
import { meterRun } from './cost/metered-run.ts';
import { onCostSystem } from './cost.ts';
import { createMeteredClient } from './metered-client.ts';
import { atMost, definePart, type Progress } from './part.ts';
import { ASSUMED } from './prices.ts';
import { type DueRow, type Million, measureDue, millionAt } from './scale/due-at-once.ts';
import { type FanOutRow, measureFanOut } from './scale/fan-out.ts';
import { breaking, type Load, loadAt, type PerRun, perRunOf } from './scale/load-model.ts';
import { QUOTAS, type QuotaName } from './scale/quotas.ts';
import type { Table } from './table.ts';

const RATES = [10, 100, 1_000, 10_000];
const DUE = [1_000, 5_000, 10_000];
const FOLLOWERS = [10, 100, 1_000];
const SPREAD = [4, 16, 64, 128];

interface ScaleRow {
  run: PerRun;
  loads: Load[];
  due: DueRow[];
  millions: Million[];
  fanOut: FanOutRow[];
}

export const scale = definePart<ScaleRow>({
  name: 'scale',
  describe:
    '10 to 10,000 decisions a second beside AWS’s quotas, a million due at once, 1,000 followers (docs/scale.md)',
  page: { file: 'docs/scale.md' },
  measure: async (progress) => [await measureScale(progress)],
  tables: (rows) => rows.flatMap(tablesOf),
  targets: (rows) => [
    atMost(
      'sweep, 10,000 due over 1,000: requests a run',
      rows.map(({ due }) => (due.at(-1)?.requests ?? Number.NaN) / (due[0]?.requests ?? Number.NaN)),
      1.1,
    ),
    atMost(
      '10,000 decisions a second: write units of the fullest partition',
      rows.map(({ loads }) => loads.at(-1)?.used.partition ?? Number.NaN),
      QUOTAS.partition.most,
    ),
  ],
});

async function measureScale(progress: Progress): Promise<ScaleRow> {
  progress('one run');
  const run = await onCostSystem(async (system) => {
    const sample = { workflow: 'refund', input: { orderId: 'order-123', amount: 40 } };
    await meterRun(system, sample); // names are noted once by each process
    return perRunOf(await meterRun(system, sample));
  });
  const engine = await startEngine();
  try {
    const meter = createMeteredClient({ ...LOCAL_AWS, endpoint: engine.endpoint });
    const fanOut = await measureFanOut(meter, FOLLOWERS, progress);
    const due = await measureDue(meter, DUE, progress);
    const largest = due.at(-1);
    const millions = largest ? SPREAD.map((shards) => millionAt(shards, largest)) : [];
    return { run, loads: RATES.map((rate) => loadAt(run, rate)), due, millions, fanOut };
  } finally {
    await engine.stop();
  }
}

const tablesOf = (row: ScaleRow): Table[] => [
  aRun(row),
  loadTable(row),
  quotaTable(row),
  dueTable(row),
  millionTable(row),
  fanOutTable(row),
];

const aRun = ({ run }: ScaleRow): Table => ({
  title: 'scale: what one run takes, from start to completion',
  rows: [
    { what: 'requests to DynamoDB', count: run.requests },
    ...Object.entries(run.units).map(([name, units]) => ({
      what: name === 'table' ? 'write units of the table' : `write units of the index ${name}`,
      count: units,
    })),
    { what: 'read units', count: run.readUnits },
    { what: 'records of the stream', count: run.records },
    { what: 'of which handed to notify', count: run.read.notify },
    { what: 'of which handed to wake', count: run.read.wake },
    { what: 'notices published', count: run.notices },
    { what: 'bytes kept', count: run.bytes },
  ],
  notes: ['A refund: a step, an approval that one person decides, a step. Pages are not told live.'],
});

const rounded = (figure: number): number => (figure >= 10 ? Math.round(figure) : Math.round(figure * 100) / 100);

const loadTable = ({ loads }: ScaleRow): Table => {
  const line = (what: string, of: (load: Load) => number) => ({
    'a second': what,
    ...Object.fromEntries(loads.map((load) => [`${load.rate.toLocaleString('en-US')} decisions`, rounded(of(load))])),
  });
  const functions = ['start', 'webhook', 'notify', 'wake', 'resume'] as const;
  return {
    title: 'scale: load model',
    rows: [
      line('`shards` to set', ({ shards }) => shards),
      line('write units of the table', ({ used }) => used.table),
      line('write units of the index due', ({ used }) => used.index),
      line('write units of the fullest partition of a list', ({ used }) => used.partition),
      line('read units', ({ readUnits }) => readUnits),
      line('shards of the stream, at least', ({ streamShards }) => streamShards),
      ...functions.map((name) => line(`${name}: invocations at once`, ({ atOnce }) => atOnce[name])),
      line('all functions: invocations at once', ({ used }) => used.concurrency),
      line('wake-ups through SQS', ({ rate }) => rate),
      line('notices through SNS', ({ used }) => used.notices),
      line('events to EventBridge', ({ used }) => used.events),
      line('requests to API Gateway', ({ used }) => used.http),
    ],
    notes: [
      `All of one workflow, one group and one key, which is the worst case. A run is started by a direct invocation, and decided by a page and a decision. Lambda: ${ASSUMED.msAnInvocation} ms an invocation and ${ASSUMED.msARequest} ms for each request in it, full batches, the workflow’s own work apart. \`shards\`: so many that no partition is more than 70 % full.`,
    ],
  };
};

const quotaTable = ({ run }: ScaleRow): Table => ({
  title: 'scale: which quota ends at how many decisions a second',
  rows: breaking(run).map(({ quota, rate }: { quota: QuotaName; rate: number }) => ({
    quota: QUOTAS[quota].name,
    default: QUOTAS[quota].most,
    'ends at': rate,
    beyond: QUOTAS[quota].beyond,
    source: QUOTAS[quota].source,
  })),
  notes: ['As the stack is made without any settings, in us-east-1, in an account that has asked for nothing.'],
});

const dueTable = ({ due }: ScaleRow): Table => ({
  title: 'scale: a sweep of what expired at one moment, one process',
  rows: due.map((row) => ({
    'due at once': row.due,
    'requests a run': row.requests,
    'units of the index due a run': row.dueUnits,
    'CPU ms a run': row.cpuMs,
    'runs a second': row.runsASecond,
  })),
  notes: ['Ten runs side by side, against the engine on this machine, which has the processors to share.'],
});

const millionTable = ({ millions }: ScaleRow): Table => ({
  title: 'scale: a million that expire at one moment, on Lambda',
  rows: millions.map(({ shards, parts, runsASecond, minutes, bound }) => ({
    shards,
    'sweeps side by side': parts,
    'runs a second': rounded(runsASecond),
    minutes: rounded(minutes),
    'bound by': bound,
  })),
  notes: [
    `Reckoned from the requests and the CPU of the largest row above: ${ASSUMED.msARequest} ms a request, 512 MB, which is 0.29 of a processor.`,
  ],
});

const fanOutTable = ({ fanOut }: ScaleRow): Table => ({
  title: 'scale: one change that so many pages follow in their inbox',
  rows: fanOut.map(({ followers, posts, requests, readUnits, cpuMs, ms }) => ({
    followers,
    'messages posted': posts,
    'requests to DynamoDB': requests,
    'read units': readUnits,
    'CPU ms': cpuMs,
    ms,
  })),
  notes: ['Medians of five, fifty messages at once, against a gateway on this machine.'],
});
