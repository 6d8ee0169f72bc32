/** Chains what happens to an approval: each entry of its record carries the digest of the one before. */
import type { Approval, ApprovalFields } from '../domain/approval.ts';
import { type Fact, factsOf } from '../domain/approval-record.ts';
import { digestOf } from '../domain/digest.ts';
import type { Move } from '../domain/move.ts';

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

/** The digest of the last entry of the approval's record. */
export const headOf = (approval: Approval): string => chainOf(factsOf(approval)).at(-1)?.digest ?? '';

/** The move with what it does chained to what happened before: in the very write that it is anyway. */
export function chained(approval: Approval, move: Move<ApprovalFields>): Move<ApprovalFields> {
  const { acts, settlement } = move.set;
  const known = approval.acts ?? [];
  let present = approval;
  for (const act of acts?.slice(known.length) ?? []) {
    present = { ...present, acts: [...(present.acts ?? []), { ...act, before: headOf(present) }] };
  }
  return {
    ...move,
    set: {
      ...move.set,
      ...(acts && present.acts && { acts: present.acts }),
      ...(settlement && { settlement: { ...settlement, before: headOf(present) } }),
    },
  };
}
