/** What a command prints while a test runs it in this process. */
import { onTestFinished, vi } from 'vitest';

/** From now until the test is over; hands back what was printed so far, and whether as an output or as a remark. */
export function capturePrinted(): () => { stdout: string; stderr: string } {
  const capture = (stream: NodeJS.WriteStream) => {
    let text = '';
    const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    onTestFinished(() => spy.mockRestore());
    return () => text;
  };
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  return () => ({ stdout: stdout(), stderr: stderr() });
}
