/** What whoever sits before the console reads of what happens. */
import { afterEach, expect, it, vi } from 'vitest';
import { createConsoleLog } from '../../shared/adapters/system/console-log.ts';

afterEach(() => vi.restoreAllMocks());

it('says in one line what happens, and to what; in a library, only where something goes wrong', () => {
  const [said, warned, failed] = (['log', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  );
  const error = new Error('no');

  for (const log of [createConsoleLog(), createConsoleLog('warn'), createConsoleLog('error')]) {
    log.info('The run was driven.', { runId: 'r-1', stepKey: undefined, ms: 12 });
    log.warn('It is tried again.', {}, error);
    log.error('It failed.', { key: 'k' }, error);
  }

  expect(said?.mock.calls).toEqual([['The run was driven. runId=r-1 ms=12']]);
  expect(warned?.mock.calls).toEqual(Array(2).fill(['It is tried again.', error]));
  expect(failed?.mock.calls).toEqual(Array(3).fill(['It failed. key=k', error]));
});
