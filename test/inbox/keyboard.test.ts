import { describe, expect, it } from 'vitest';
import { isTaken, KEYS, readKey } from '../../inbox/src/keyboard.ts';

const page = { element: 'BODY', editable: false, modified: false, inDialog: false };

describe('the keys', () => {
  it('mean one thing each', () => {
    const keys = Object.values(KEYS).flatMap((one) => [...one.keys]);

    expect(new Set(keys).size).toBe(keys.length);
  });

  it('go places by two keys one after the other', () => {
    const first = readKey('g');

    expect(first).toEqual({ leader: 'g' });
    expect(readKey('r', first.leader)).toEqual({ command: 'goRuns' });
    expect(readKey('i', first.leader)).toEqual({ command: 'goInbox' });
    expect(readKey('r')).toEqual({ command: 'reject' });
  });

  it('are left alone where somebody types, but Escape', () => {
    const typing = { ...page, element: 'TEXTAREA' };

    expect(isTaken('a', typing)).toBe(true);
    expect(isTaken('Escape', typing)).toBe(false);
    expect(isTaken('j', { ...page, element: 'INPUT', type: 'checkbox' })).toBe(false);
  });

  it('are left alone with Ctrl, in dialogs, and Enter on what has the focus', () => {
    expect(isTaken('a', { ...page, modified: true })).toBe(true);
    expect(isTaken('a', { ...page, inDialog: true })).toBe(true);
    expect(isTaken('Enter', { ...page, element: 'BUTTON' })).toBe(true);
    expect(isTaken('Enter', page)).toBe(false);
  });
});
