/** What the local system makes of records and wake-ups that nobody can take now: they wait, and none is forgotten. */
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPump } from '../../infra/local/pump.ts';
import { createLocalQueue } from '../../infra/local/queue.ts';
import { silenceErrors } from '../support/silence.ts';

/** More often than anything is tried that can be done. */
const OFTEN = 12;

const recordOf = (sequence: string): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: sequence },
});
const ANY = [{ eventName: ['INSERT'] }];

interface Reading {
  /** How often the reader fails. */
  failures: number;
  /** Whether the store answers at the given try, counted from 1. */
  answers?: (tried: number) => boolean;
  setOff?: () => Promise<unknown>;
}

/** A pump over one record with the number 7, and what came of it. */
function pumping({ failures, answers = () => true, setOff = async () => {} }: Reading) {
  const left = [recordOf('7')];
  const done: string[] = [];
  const givenUp: string[] = [];
  let tried = 0;
  const pump = createPump({
    source: { next: async () => left.splice(0), isAnswering: async () => answers(tried) },
    readers: [
      {
        name: 'notify',
        filters: ANY,
        async handle() {
          tried++;
          if (tried <= failures) throw new Error('The store is away.');
          return { batchItemFailures: [] };
        },
      },
    ],
    setOff,
    done: (sequence) => done.push(sequence),
    giveUp: (reader, { dynamodb }) => givenUp.push(`${reader} ${dynamodb?.SequenceNumber}`),
    waitMs: 0.1,
  });
  onTestFinished(() => pump.stop());
  return { pump, done, givenUp, tried: () => tried };
}

describe('the local pump', () => {
  it('I2: keeps a record for as long as the store is away, and hands it on once it is back', async () => {
    const { pump, done, givenUp } = pumping({ failures: OFTEN, answers: (tried) => tried > OFTEN });

    await pump.drained();

    expect(givenUp).toEqual([]);
    expect(done).toEqual(['7']);
  });

  it('gives up a record that its reader cannot take though the store answers, and goes on after it', async () => {
    const { pump, done, givenUp, tried } = pumping({ failures: OFTEN });

    await pump.drained();

    expect(tried()).toBe(6);
    expect(givenUp).toEqual(['notify 7']);
    expect(done).toEqual(['7']);
  });

  it('I2: takes no note of a record as done while what it set off is not', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { pump, done } = pumping({ failures: 0, setOff: () => finished });

    await pump.drained();
    const before = [...done];
    finish();
    await pump.drained();

    expect(before).toEqual([]);
    expect(done).toEqual(['7']);
  });

  it('I2: takes no note of a record as done that nobody had taken when it was stopped', async () => {
    silenceErrors();
    const { pump, done, givenUp } = pumping({ failures: Number.POSITIVE_INFINITY, answers: () => false });

    await pump.stop();

    expect([...done, ...givenUp]).toEqual([]);
  });
});

/** A queue with one wake-up, which fails so often. */
function queueing(failures: number, answers: (tried: number) => boolean = () => true) {
  const givenUp: string[] = [];
  let tried = 0;
  const queue = createLocalQueue({
    async resume() {
      tried++;
      if (tried <= failures) throw new Error('The store is away.');
    },
    isAnswering: async () => answers(tried),
    giveUp: (message) => givenUp.push(message),
    waitMs: 0.1,
  });
  onTestFinished(() => queue.stop());
  return { queue, givenUp, tried: () => tried };
}

describe('the local queue', () => {
  it('I2: keeps a wake-up for as long as the store is away, and hands it on once it is back', async () => {
    const { queue, givenUp, tried } = queueing(OFTEN, (now) => now > OFTEN);

    await queue.send({ runId: 'r-1' });
    await queue.sentSince();

    expect(givenUp).toEqual([]);
    expect(tried()).toBe(OFTEN + 1);
  });

  it('gives up a wake-up that fails though the store answers', async () => {
    const { queue, givenUp, tried } = queueing(OFTEN);

    await queue.send({ runId: 'r-1' });
    await queue.sentSince();

    expect(tried()).toBe(5);
    expect(givenUp).toEqual(['{"runId":"r-1"}']);
  });

  it('I2: takes no note of a wake-up as taken that was waiting for another try when it was stopped', async () => {
    const { queue } = queueing(Number.POSITIVE_INFINITY, () => false);
    let taken = false;

    await queue.send({ runId: 'r-1' });
    void queue.sentSince().then(() => {
      taken = true;
    });
    queue.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(taken).toBe(false);
  });
});
