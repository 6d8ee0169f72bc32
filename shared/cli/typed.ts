/** Asks who runs a command for a word that they must type. */
import { createInterface } from 'node:readline';

/** What is typed after the question; nothing where the input ends before. */
export async function typed(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await new Promise<string>((resolve) => {
    lines.question(question, resolve);
    lines.once('close', () => resolve(''));
  });
  lines.close();
  return answer.trim();
}
