/** What every store of large values promises. */
import { expect, it } from 'vitest';
import type { ValueStore } from '../../shared/ports/value-store.ts';
import { unique } from '../support/builders.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (kept: Uint8Array | undefined) => kept && new TextDecoder().decode(kept);

export function valueStoreContract(open: () => Promise<ValueStore>): void {
  it('gives back the very bytes, however many', async () => {
    const values = await open();
    const runId = unique('run');
    const large = new Uint8Array(1_500_000).map((_, i) => i % 251);

    await values.put(runId, 'one', large);
    await values.put(runId, 'none', new Uint8Array());

    expect(Buffer.from((await values.get(runId, 'one')) ?? []).equals(large)).toBe(true);
    expect(await values.get(runId, 'none')).toHaveLength(0);
  });

  it('says that there is nothing where nothing was kept', async () => {
    const values = await open();

    expect(await values.get(unique('run'), 'one')).toBeUndefined();
  });

  it('keeps the values of two runs apart, also where one id begins with the other', async () => {
    const values = await open();
    const runId = unique('run');
    await values.put(runId, 'one', bytes('first'));
    await values.put(`${runId}0`, 'one', bytes('second'));

    await values.removeOfRun(runId);

    expect(await values.get(runId, 'one')).toBeUndefined();
    expect(text(await values.get(`${runId}0`, 'one'))).toBe('second');
  });

  it('removes everything of a run, and does no harm where there is nothing', async () => {
    const values = await open();
    const runId = unique('run:with.all-characters_');
    for (let i = 0; i < 7; i++) await values.put(runId, `value-${i}`, bytes(String(i)));

    await values.removeOfRun(runId);
    await values.removeOfRun(runId);

    for (let i = 0; i < 7; i++) expect(await values.get(runId, `value-${i}`)).toBeUndefined();
  });

  it('keeps what it was given, whatever becomes of the bytes', async () => {
    const values = await open();
    const runId = unique('run');
    const given = bytes('kept');
    await values.put(runId, 'one', given);

    given.fill(0);

    expect(text(await values.get(runId, 'one'))).toBe('kept');
  });
}
