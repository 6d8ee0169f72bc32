/** Hands the records of the stream to the functions that read it, as Lambda's event source mappings do. */
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Pattern } from '../../shared/adapters/dynamodb/stream-filters.ts';
import { fits } from './filter.ts';
import { type RecordSource, sequenceOf } from './records.ts';

/** One function that reads the stream. */
export interface Reader {
  name: string;
  filters: readonly Pattern[];
  handle(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse>;
}

export interface PumpOptions {
  source: RecordSource;
  readers: readonly Reader[];
  /** Settles when what the readers have set off so far is done. */
  setOff(): Promise<unknown>;
  /** Takes note that everything up to a sequence number is done: the next process starts after it. */
  done(sequence: string): void;
  /** Takes a record that keeps failing. */
  giveUp(reader: string, record: DynamoDBRecord): void;
  /** How long to wait before a record is handed on again, in ms (default: 100); each time twice as long, up to 20 times. */
  waitMs?: number;
}

export interface Pump {
  /** Looks for new records soon, instead of at the next turn. */
  poke(): void;
  /** Resolves once the stream is read to its end. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/** How often the stream is looked at while nothing pokes, in ms: for what other processes write. */
const IDLE = 200;

/** How often a record is handed on before it is given up; a try while the source is away counts for nothing. */
const MOST_TRIES = 6;

/** The longest wait between two tries, in times of the first. */
const LONGEST_WAIT = 20;

export function createPump({ source, readers, setOff, done, giveUp, waitMs = 100 }: PumpOptions): Pump {
  let stopped = false;
  let alarm = new AbortController();
  let whenDrained: (() => void)[] = [];
  let settledInOrder: Promise<unknown> = Promise.resolve();

  const hand = async (reader: Reader, records: DynamoDBRecord[]): Promise<void> => {
    let left = records;
    for (let tries = 0, waits = 0; left.length > 0; waits++) {
      if (stopped) throw new Error('The pump was stopped before its records were taken.');
      left = await failedOf(reader, left);
      // Nothing can be done with a record while the store is away, and that is no fault of the record.
      if (left.length > 0 && (await source.isAnswering())) tries++;
      if (tries === MOST_TRIES) {
        for (const record of left) giveUp(reader.name, record);
        return;
      }
      if (left.length > 0) await wait(waitMs * Math.min(2 ** waits, LONGEST_WAIT));
    }
  };
  const round = async (): Promise<void> => {
    const asking = whenDrained; // who asks from here on has to wait for another look
    whenDrained = [];
    const records = await source.next();
    const last = records.at(-1);
    if (!last) {
      for (const resolve of asking) resolve();
      return wait(IDLE, undefined, { signal: alarm.signal }).catch(() => {});
    }
    whenDrained.push(...asking);
    await Promise.all(
      readers.map((reader) =>
        hand(
          reader,
          records.filter((record) => fits(reader.filters, record)),
        ),
      ),
    );
    const following = setOff();
    settledInOrder = settledInOrder.then(() => following).then(() => done(sequenceOf(last)));
  };
  const loop = (async () => {
    while (!stopped) {
      await round().catch(async (error: unknown) => {
        if (!stopped) console.error('Reading the stream failed; it is read again.', error);
        await wait(IDLE);
      });
      alarm = alarm.signal.aborted ? new AbortController() : alarm;
    }
  })();
  return {
    poke: () => alarm.abort(),
    drained() {
      alarm.abort();
      return new Promise((resolve) => whenDrained.push(resolve));
    },
    async stop() {
      stopped = true;
      alarm.abort();
      await loop;
    },
  };
}

/** Hands the records to the reader, and hands back those that it could not take. */
async function failedOf(reader: Reader, records: DynamoDBRecord[]): Promise<DynamoDBRecord[]> {
  const failed = await reader.handle({ Records: records }).then(
    ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
    () => new Set(records.map(sequenceOf)),
  );
  return records.filter((record) => failed.has(sequenceOf(record)));
}
