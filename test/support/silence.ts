/** Keeps the console still where a test provokes what is reported there. */
import { type MockInstance, onTestFinished, vi } from 'vitest';

/** Until the test is over, what goes to `console.error` is recorded and not shown. */
export function silenceErrors(): MockInstance<typeof console.error> {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  return spy;
}
