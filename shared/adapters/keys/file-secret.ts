/** Keeps the secret that records are signed with in a file that its owner alone can read. */
import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

/** The secret in the file, which is made with the first look; whoever looks at the same time gets the same one. */
export const fileSecret = (file: string) => async (): Promise<string[]> => [(await read(file)) ?? (await make(file))];

async function read(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Written whole under another name first, then given its own: whoever reads finds all of it, and the first one stays. */
async function make(file: string): Promise<string> {
  const whole = `${file}.${randomUUID()}`;
  const secret = randomBytes(48).toString('base64url');
  try {
    await writeFile(whole, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    await link(whole, file);
    return secret;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    return (await readFile(file, 'utf8')).trim();
  } finally {
    await rm(whole, { force: true });
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
