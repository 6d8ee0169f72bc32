/** The folder in which the local system keeps its state. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

export interface DataFolder {
  readonly path: string;
  file(name: string): string;
  /** A small JSON file; undefined where there is none, or none that can be read. */
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  append(name: string, line: unknown): void;
  lines(name: string): unknown[];
  remove(name: string): void;
}

/** Notices hold links that decide, and records hold values: they are for nobody else who works on this machine. */
const [OWNER_FILE, OWNER_FOLDER] = [0o600, 0o700];

/** What an earlier version may have left for others to read. */
const ONCE_READABLE = /^(outbox|dead-letters)\.jsonl$|^state\.db(-\w+)?$/;

/** That a file is gone by now, as the engine's own are once it ends; or that it is another's, who alone can say who reads it. */
const LEFT_ALONE = ['ENOENT', 'EPERM'];

/** Opens the folder, which is made where it is not there. What is in it only its owner can read. */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: OWNER_FOLDER });
  const file = (name: string) => join(path, name);
  for (const name of readdirSync(path)) if (ONCE_READABLE.test(name)) makeOwn(file(name));
  return {
    path,
    file,
    read(name) {
      try {
        return JSON.parse(readFileSync(file(name), 'utf8'));
      } catch {
        return undefined;
      }
    },
    write(name, value) {
      // A process that is killed while it writes leaves the file that was there.
      writeFileSync(file(`${name}.new`), JSON.stringify(value), { mode: OWNER_FILE });
      renameSync(file(`${name}.new`), file(name));
    },
    append: (name, line) => appendFileSync(file(name), `${JSON.stringify(line)}\n`, { mode: OWNER_FILE }),
    lines: (name) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8').split('\n').flatMap(parsed) : []),
    remove: (name) => rmSync(file(name), { force: true }),
  };
}

function makeOwn(path: string): void {
  try {
    chmodSync(path, OWNER_FILE);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!LEFT_ALONE.includes(code)) throw error;
  }
}

/** A line that was cut when the process was killed is left out. */
function parsed(line: string): unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
