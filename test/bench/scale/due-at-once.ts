/** How fast a sweep is through what fell due at one moment: requests and CPU for each run, and what that comes to on Lambda. */
import { FUNCTIONS } from '../../../infra/aws/constructs/functions.ts';
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';
import { SHARDS } from '../../../shared/domain/shards.ts';
import { sweep } from '../../../shared/use-cases/sweep.ts';
import { fill, stamped, waitingSince } from '../growth/many-pending.ts';
import { benchKept, createTableWithoutStream } from '../kept.ts';
import { indexUnitsOf, type MeteredClient } from '../metered-client.ts';
import type { Progress } from '../part.ts';
import { ASSUMED } from '../prices.ts';

export interface DueRow {
  due: number;
  /** For each run. */
  requests: number;
  cpuMs: number;
  dueUnits: number;
  /** Of one process with ten lanes. */
  runsASecond: number;
}

const HOUR = 3_600_000;
const TERMS = { limit: 1_000, atOnce: 10, stopAfterMs: 600_000 };

export async function measureDue(
  meter: MeteredClient,
  sizes: readonly number[],
  progress: Progress,
): Promise<DueRow[]> {
  const rows: DueRow[] = [];
  for (const due of sizes) {
    progress(`${due.toLocaleString('en-US')} due at once`);
    const table = `due-${due}`;
    await createTableWithoutStream(meter.client, table);
    const now = Date.now();
    const kept = benchKept(meter.client, table);
    await fill(meter.client, table, stamped(await waitingSince(kept, now - 30 * HOUR), 0, due), () => {}); // people had 24 h
    meter.take();
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    const { runs, failed, more } = await sweep(kept, TERMS);
    const used = process.cpuUsage(cpu);
    const seconds = (performance.now() - start) / 1_000;
    if (runs !== due || failed.length > 0 || more) throw new Error(`The sweep looked at ${runs} of ${due} runs.`);
    const requests = meter.take();
    rows.push({
      due,
      requests: requests.length / due,
      cpuMs: (used.user + used.system) / 1_000 / due,
      dueUnits: indexUnitsOf(requests, TABLE.indexes.due.name) / due,
      runsASecond: due / seconds,
    });
  }
  return rows;
}

/** As much memory as comes with a whole processor, in MB. */
const WHOLE_PROCESSOR = 1_769;
/** A sweep begins each minute, and stops ten seconds before the next. */
const AT_WORK = 50 / 60;
const MOST_PARTS = 16;
/** What goes on with a run that expired writes to the list of what is due as well: it is taken, and ends. */
const RESUMED_UNITS = 3;

export interface Million {
  shards: number;
  parts: number;
  runsASecond: number;
  minutes: number;
  bound: string;
}

/** How long a million takes on Lambda. */
export function millionAt(shards: number, { requests, cpuMs, dueUnits }: DueRow): Million {
  const parts = Math.min(Math.max(shards, SHARDS.least), MOST_PARTS);
  const byTime = (1_000 / (requests * ASSUMED.msARequest)) * TERMS.atOnce;
  const byProcessor = (1_000 / cpuMs) * (FUNCTIONS.sweep.memorySize / WHOLE_PROCESSOR);
  const swept = Math.min(byTime, byProcessor) * parts * AT_WORK;
  const written = (shards * 1_000) / (dueUnits + RESUMED_UNITS);
  const runsASecond = Math.min(swept, written);
  const bound = runsASecond === written ? 'writes to the list of what is due' : 'the processors of its parts';
  return { shards, parts, runsASecond, minutes: 1e6 / runsASecond / 60, bound };
}
