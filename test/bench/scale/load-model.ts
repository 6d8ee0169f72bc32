/** What so many decisions a second take of AWS, by what one run was measured to take: each run asks one approval. */
import { createLists } from '../../../shared/adapters/dynamodb/lists.ts';
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';
import { SHARDS } from '../../../shared/domain/shards.ts';
import type { MeteredRun } from '../cost/metered-run.ts';
import { indexUnitsOf, sumOf } from '../metered-client.ts';
import { ASSUMED } from '../prices.ts';
import { QUOTAS, type QuotaName } from './quotas.ts';

/** What one run takes, from start to completion. */
export interface PerRun {
  requests: number;
  readUnits: number;
  /** Write units of the table itself, and of each index. */
  units: Record<string, number>;
  records: number;
  /** Records of the stream that each of its readers is handed. */
  read: { notify: number; wake: number };
  notices: number;
  bytes: number;
}

/** As the stack sets its readers of the stream. */
const BATCH = { notify: 25, wake: 100 } as const;

/** Whoever decides looks at the page first. */
const PAGES_A_DECISION = 2;
/** Its approval is needed and settled, and it ends. */
const EVENTS_A_RUN = 3;
/** How full a partition is to be at most: ids are not spread evenly, and rates are not steady. */
const FULL = 0.7;

export function perRunOf(run: MeteredRun): PerRun {
  const requests = run.invocations.flatMap((one) => one.requests);
  const indexes = Object.values(TABLE.indexes).map(({ name }) => [name, indexUnitsOf(requests, name)] as const);
  const ofIndexes = indexes.reduce((sum, [, units]) => sum + units, 0);
  const count = (of: 'notify' | 'wake') => run.invocations.filter((one) => one.of === of).length;
  return {
    requests: requests.length,
    readUnits: sumOf(requests, 'readUnits'),
    units: { table: sumOf(requests, 'writeUnits') - ofIndexes, ...Object.fromEntries(indexes) },
    records: run.records,
    read: { notify: count('notify'), wake: count('wake') },
    notices: run.notices,
    bytes: run.bytesStored,
  };
}

/** One list of each index, all of whose entries are of one workflow, one group and one key: the worst that can be. */
const BUSIEST = { due: 'DUE', key: 'KEY#key', inbox: 'INBOX#group', listing: 'RUNS#workflow' } as const;

/** The write units that the fullest partition of a list takes of what one run writes. */
const unitsAPartition = ({ units }: PerRun, shards: number): number => {
  const { partitionsOf } = createLists(shards);
  const shares = Object.entries(BUSIEST).map(([index, list]) => (units[index] ?? 0) / partitionsOf(list).length);
  return Math.max(...shares);
};

/** The fewest shards with which no partition is too full; undefined where even the most are too few. */
export function shardsFor(run: PerRun, rate: number): number | undefined {
  for (let shards: number = SHARDS.least; shards <= SHARDS.most; shards++)
    if (unitsAPartition(run, shards) * rate <= QUOTAS.partition.most * FULL) return shards;
  return undefined;
}

const msOf = (requests: number): number => ASSUMED.msAnInvocation + requests * ASSUMED.msARequest;

export interface Load {
  rate: number;
  shards: number;
  /** Invocations at once. */
  atOnce: Record<'start' | 'webhook' | 'notify' | 'wake' | 'resume', number>;
  /** What is used of each quota. */
  used: Record<QuotaName, number>;
  streamShards: number;
  readUnits: number;
}

export function loadAt(run: PerRun, rate: number): Load {
  const shards = shardsFor(run, rate) ?? SHARDS.most;
  const batches = (of: 'notify' | 'wake') => (rate * run.read[of]) / BATCH[of];
  const atOnce = {
    start: (rate * msOf(2)) / 1_000,
    webhook: (rate * (msOf(2) + msOf(1))) / 1_000,
    // Its records are followed side by side: the longest is a write, a publish and an event.
    notify: (batches('notify') * msOf(6)) / 1_000,
    wake: (batches('wake') * msOf(2)) / 1_000,
    resume: (rate * msOf(2)) / 1_000,
  };
  const { table = 0, due = 0 } = run.units;
  return {
    ...{ rate, shards, atOnce },
    used: {
      throttle: rate * PAGES_A_DECISION,
      partition: unitsAPartition(run, shards) * rate,
      table: table * rate,
      index: due * rate,
      concurrency: Object.values(atOnce).reduce((sum, one) => sum + one, 0),
      queue: atOnce.resume,
      http: rate * PAGES_A_DECISION,
      notices: rate * run.notices,
      events: rate * EVENTS_A_RUN,
    },
    streamShards: Math.ceil((table * rate) / QUOTAS.partition.most),
    readUnits: run.readUnits * rate,
  };
}

/** At how many decisions a second each quota is used up, as the stack is made by default, the first first. */
export function breaking(run: PerRun): { quota: QuotaName; rate: number }[] {
  const { used } = loadAt(run, 1);
  const names = Object.keys(QUOTAS) as QuotaName[]; // QUOTAS has exactly these keys
  return names
    .map((quota) => ({ quota, rate: Math.floor(QUOTAS[quota].most / used[quota]) }))
    .sort((one, other) => one.rate - other.rate);
}
