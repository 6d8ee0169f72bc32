/** Chains what happened: each entry of a record carries the digest of the one before. */
import type { Fact } from './approval-record.ts';
import { digestOf } from './digest.ts';

/** An entry of a record: what happened, chained to the entry before it. */
export interface ChainEntry extends Fact {
  /** From 1. */
  readonly n: number;
  /** SHA-256 over everything else in the entry (RFC 8785), as base64url. */
  readonly digest: string;
}

/**
 * The facts as entries. One that was kept with the digest of the entry before it stays as it was kept, so that what was altered
 * before it shows.
 */
export function chainOf(facts: readonly Fact[]): ChainEntry[] {
  const entries: ChainEntry[] = [];
  for (const fact of facts) {
    const last = entries.at(-1);
    const entry = { n: entries.length + 1, ...(last && { before: last.digest }), ...fact };
    entries.push({ ...entry, digest: digestOf(entry) });
  }
  return entries;
}

/** The digest of the last entry, which stands for all of them. */
export const headOf = (facts: readonly Fact[]): string => chainOf(facts).at(-1)?.digest ?? '';
