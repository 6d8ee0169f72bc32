/** Keeps the secret that records are signed with in a file that its owner alone can read. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { newSecret } from '../../domain/secret-keys.ts';

/**
 * The secrets in the file, one a line: the first is the present one, those beneath it were before. The file is made with the first
 * look; whoever looks at the same time gets the same one.
 */
export const fileSecret = (file: string) => async (): Promise<string[]> => (await read(file)) ?? (await make(file));

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

async function read(file: string): Promise<string[] | undefined> {
  try {
    return linesOf(await readFile(file, 'utf8'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Written whole under another name first, then given its own: whoever reads finds all of it, and the first one stays. */
async function make(file: string): Promise<string[]> {
  const whole = `${file}.${randomUUID()}`;
  const secret = newSecret();
  try {
    await writeFile(whole, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    await link(whole, file);
    return [secret];
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    return linesOf(await readFile(file, 'utf8'));
  } finally {
    await rm(whole, { force: true });
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
