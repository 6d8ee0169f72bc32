/** A directory in a JSON file: `{ "groups": { "finance": ["alice@example.com", "group:seniors"], "seniors": [] } }`. */
import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod/mini';
import { parseInput } from '../../domain/parse-input.ts';
import { CountersignError, isCountersignError } from '../../errors.ts';
import type { Directory } from '../../ports/directory.ts';
import { createMemoryDirectory } from './memory-directory.ts';

const DirectoryFile = z.strictObject({ groups: z.record(z.string(), z.array(z.string())) });

/** Reads the file now, and anew once it was changed. Throws `invalid-settings` naming the file and the field. */
export function createFileDirectory(file: string): Directory {
  let read = { changed: changedAt(file), directory: readDirectory(file) };
  const present = (): Directory => {
    const changed = changedAt(file);
    if (changed !== read.changed) read = { changed, directory: readDirectory(file) };
    return read.directory;
  };
  return {
    resolve: async (actor) => present().resolve(actor),
    members: async (group) => present().members(group),
  };
}

/** Differs after a change: by its time, or, within the same ms, most likely by its size. */
function changedAt(file: string): string {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${mtimeMs} ${size}`;
  } catch (cause) {
    throw problem(file, cause);
  }
}

function readDirectory(file: string): Directory {
  try {
    return createMemoryDirectory(parseInput(DirectoryFile, JSON.parse(readFileSync(file, 'utf8'))));
  } catch (cause) {
    throw problem(file, cause);
  }
}

function problem(file: string, cause: unknown): CountersignError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new CountersignError('invalid-settings', `The directory ${file} cannot be used: ${message}`, {
    cause,
    ...(isCountersignError(cause) && cause.details.errors && { errors: cause.details.errors }),
  });
}
