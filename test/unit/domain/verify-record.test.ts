/** Checking exported records: whatever was done to one is found, and named. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMemorySigner } from '../../../shared/adapters/memory/signer.ts';
import { digestOf } from '../../../shared/domain/digest.ts';
import type { RecordEntry, RunRecord } from '../../../shared/domain/record.ts';
import { verifyRecord } from '../../../shared/domain/verify-record.ts';
import { isCountersignError } from '../../../shared/errors.ts';
import { altered, BONUS, bonusWorkflow, decidedBonus, exportOf, listsOf, signedAnew } from '../../support/records.ts';
import { memoryStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';

const signer = createMemorySigner();
let text: string;
let record: RunRecord;

beforeAll(async () => {
  const system = createTestSystem({ workflows: [bonusWorkflow], stores: await memoryStores(), signer });
  text = await exportOf(system, await decidedBonus(system));
  record = JSON.parse(text) as RunRecord;
});

/** True where it is said to be sound. */
function isSound(bytes: string | Uint8Array): boolean {
  try {
    return verifyRecord(bytes).sound;
  } catch (error) {
    if (isCountersignError(error)) return false;
    throw error;
  }
}

const problemOf = (change: (record: RunRecord) => void) => verifyRecord(altered(text, change)).problem;

/** The entry, with a digest that fits. */
const digested = ({ digest: _old, ...entry }: RecordEntry): RecordEntry => ({ ...entry, digest: digestOf(entry) });

/** Every entry of the record, by its list and its place in it. */
const places = () => listsOf(record).flatMap(({ entries }, list) => entries.map((_, i) => ({ list, i })));
const whose = (list: number) => (list === 0 ? undefined : { key: BONUS, epoch: record.approvals[list - 1]?.epoch });

describe('a record', () => {
  it('is sound as it was exported, with a newline at its end or without', () => {
    expect(verifyRecord(text)).toMatchObject({ sound: true, keysFrom: 'record', entries: 5, approvals: 1 });
    expect(isSound(`${text}\n`)).toBe(true);
    expect(isSound(Buffer.from(text))).toBe(true);
    expect(text).not.toContain('\n');
  });

  it('is not sound with any one byte altered', () => {
    const bytes = Buffer.from(text);
    const at = fc.nat(bytes.length - 1);

    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), (position, other) => {
        const changed = Buffer.from(bytes);
        changed[position] = (changed[position] ?? 0) ^ other;
        return !isSound(changed);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not sound with any one byte left out or put in', () => {
    const bytes = Buffer.from(text);

    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (position, other) => {
        const [head, tail] = [bytes.subarray(0, position), bytes.subarray(position)];
        return (
          !isSound(Buffer.concat([head, tail.subarray(1)])) && !isSound(Buffer.concat([head, Buffer.of(other), tail]))
        );
      }),
      { numRuns: 300 },
    );
  });

  it('names each entry that was altered', () => {
    for (const { list, i } of places()) {
      const problem = problemOf((changed) => Object.assign(listsOf(changed)[list]?.entries[i] ?? {}, { at: 'never' }));

      expect(problem).toMatchObject({ kind: 'altered', entry: i + 1 });
      expect(problem?.approval).toEqual(whose(list));
    }
  });

  it('names each entry that was altered with its digest made to fit, or the seal where it was the last', () => {
    for (const { list, i } of places()) {
      const problem = problemOf((changed) => {
        const entries = listsOf(changed)[list]?.entries ?? [];
        entries[i] = digested({ ...entries[i], at: 'never' });
      });
      const isLastOfRun = list === 0 && i === record.entries.length - 1;

      expect(problem).toMatchObject(isLastOfRun ? { kind: 'seal' } : { kind: 'altered', entry: i + 1 });
      expect(problem?.approval).toEqual(whose(list));
    }
  });

  it('names each entry that was left out', () => {
    for (const { list, i } of places()) {
      const problem = problemOf((changed) => listsOf(changed)[list]?.entries.splice(i, 1));

      expect(problem).toMatchObject({ kind: 'dropped', entry: i + 1 });
      expect(problem?.approval).toEqual(whose(list));
    }
  });

  it('names each entry that stands twice, right behind itself or elsewhere', () => {
    for (const { list, i } of places()) {
      const length = listsOf(record)[list]?.entries.length ?? 0;
      for (const to of [0, i + 1, length]) {
        const problem = problemOf((changed) => {
          const entries = listsOf(changed)[list]?.entries ?? [];
          entries.splice(to, 0, entries[i] ?? {});
        });

        expect(problem?.kind).toBe('reordered');
        expect(problem?.entry).toBe(i + 1);
        expect(problem?.approval).toEqual(whose(list));
      }
    }
  });

  it('names the first of two entries that changed places', () => {
    for (const { list, i } of places()) {
      for (let j = i + 1; j < (listsOf(record)[list]?.entries.length ?? 0); j++) {
        const problem = problemOf((changed) => {
          const entries = listsOf(changed)[list]?.entries ?? [];
          [entries[i], entries[j]] = [entries[j] ?? {}, entries[i] ?? {}];
        });

        expect(problem).toMatchObject({ kind: 'reordered', entry: i + 1 });
        expect(problem?.approval).toEqual(whose(list));
      }
    }
  });

  it('names the answer whose approval was left out, and an approval that stands twice', () => {
    expect(problemOf((changed) => changed.approvals.pop())).toMatchObject({ kind: 'dropped', entry: 3 });
    expect(problemOf((changed) => changed.approvals.push(...changed.approvals))).toMatchObject({
      ...{ kind: 'reordered', approval: { key: BONUS } },
    });
  });

  it('is not sound without its seal, or with that of another, or beside another status', async () => {
    const { run: other } = await createTestSystem({
      ...{ workflows: [bonusWorkflow], stores: await memoryStores(), signer },
    }).start('bonus', {});
    const seal = (await signer.sign(other.runId)).signature;

    expect(problemOf((changed) => Reflect.deleteProperty(changed, 'seal'))).toMatchObject({ kind: 'seal' });
    expect(problemOf((changed) => Object.assign(changed, { seal: `${record.keys[0]?.kid}.${seal}` }))).toMatchObject({
      kind: 'seal',
    });
    expect(problemOf((changed) => Object.assign(changed, { status: 'failed' }))).toMatchObject({
      ...{ kind: 'contradiction', entry: 5, says: expect.stringContaining('ended completed') },
    });
  });

  it('does not take the signature over a record for a seal, nor a key whose id is not its own', () => {
    const [key] = record.keys;

    expect(problemOf((changed) => Object.assign(changed, { seal: record.signature }))).toMatchObject({ kind: 'seal' });
    expect(problemOf((changed) => Object.assign(changed.keys[0] ?? {}, { kid: 'AAAAAAAA' }))).toMatchObject({
      kind: 'key',
    });
    expect(verifyRecord(text, { keys: key ? [{ ...key, x: 'AAAA' }] : [] }).problem).toMatchObject({ kind: 'key' });
  });

  it('says that it was formatted anew where that is all', () => {
    const { sound, problem } = verifyRecord(JSON.stringify(JSON.parse(text), null, 2));

    expect(sound).toBe(false);
    expect(problem).toMatchObject({ kind: 'reformatted', message: expect.stringContaining('content is sound') });
  });

  it('counts only the keys that it is given', async () => {
    const own = await signer.keys();
    const others = await createMemorySigner().keys();

    expect(verifyRecord(text, { keys: [...others, ...own] })).toMatchObject({ sound: true, keysFrom: 'given' });
    expect(verifyRecord(text, { keys: others })).toMatchObject({ sound: false, problem: { kind: 'key' } });
  });

  it('that somebody signed with a key of their own is not sound by the keys of the deployment', async () => {
    const forger = createMemorySigner();
    const keys = await forger.keys();

    const forged = await signedAnew(text, forger, (changed) => Object.assign(changed, { keys }));

    expect(verifyRecord(forged, { keys: await signer.keys() }).sound).toBe(false);
    expect(verifyRecord(forged).problem).toMatchObject({ kind: 'key' }); // the seal is still the deployment's
  });

  it.each([
    ['text', 'no JSON at all', 'invalid-json'],
    ['a list', '[]', 'invalid-input'],
    ['null', 'null', 'invalid-input'],
    ['another object', '{"format":"countersign-record/2"}', 'invalid-input'],
  ])('is refused where it is %s', (_what, other, code) => {
    expect(() => verifyRecord(other)).toThrow(expect.objectContaining({ code }));
  });
});
