/** Moves as data: when they hold, and what they make of a record. */
import { describe, expect, it } from 'vitest';
import { applied, holds, type Move } from '../../../shared/domain/move.ts';

interface Door {
  state: string;
  at: string;
  opened: number;
  by: string;
}

const open = (when: Move<Door>['when']): Move<Door> => ({ name: 'open', set: { state: 'open' }, when });

describe('holds', () => {
  it.each<[string, Move<Door>['when'], object, boolean]>([
    ['a field has one of the values', [{ state: ['shut', 'ajar'] }], { state: 'ajar' }, true],
    ['a field has none of the values', [{ state: ['shut'] }], { state: 'locked' }, false],
    ['a field is missing', [{ state: ['shut'] }], {}, false],
    ['one field of two fits', [{ state: ['shut'], by: ['ann'] }], { state: 'shut', by: 'bob' }, false],
    ['both fields fit', [{ state: ['shut'], by: ['ann'] }], { state: 'shut', by: 'ann' }, true],
    ['the second of two conditions fits', [{ state: ['shut'] }, { by: ['bob'] }], { state: 'open', by: 'bob' }, true],
    ['a time is earlier', [{ at: { below: '2026-01-02' } }], { at: '2026-01-01' }, true],
    ['a time is the same', [{ at: { below: '2026-01-02' } }], { at: '2026-01-02' }, false],
    ['a time is missing', [{ at: { below: '2026-01-02' } }], {}, false],
    ['there is no condition at all', [], { state: 'shut' }, false],
    ['a condition names nothing', [{}], { state: 'shut' }, true],
  ])('says whether the move may be made where %s', (_, when, record, expected) => {
    expect(holds(open(when), record)).toBe(expected);
  });
});

describe('applied', () => {
  it('sets, removes and adds, and leaves the record that it was given', () => {
    const record = { state: 'shut', by: 'ann', opened: 2, other: 'kept' };
    const move: Move<Door> = { name: 'open', set: { state: 'open' }, remove: ['by'], add: { opened: 1 }, when: [] };

    expect(applied(move, record)).toEqual({ state: 'open', opened: 3, other: 'kept' });
    expect(record).toEqual({ state: 'shut', by: 'ann', opened: 2, other: 'kept' });
  });
});
