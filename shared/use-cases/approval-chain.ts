/** Chains what happens to an approval to what happened to it before, in the writes that happen anyway. */
import type { Approval, ApprovalFields } from '../domain/approval.ts';
import { factsOf } from '../domain/approval-record.ts';
import { headOf } from '../domain/chain.ts';
import type { Move } from '../domain/move.ts';

/** The move with what it does chained to what happened before: in the very write that it is anyway. */
export function chained(approval: Approval, move: Move<ApprovalFields>): Move<ApprovalFields> {
  const { acts, settlement } = move.set;
  const known = approval.acts ?? [];
  let present = approval;
  for (const act of acts?.slice(known.length) ?? []) {
    present = { ...present, acts: [...(present.acts ?? []), { ...act, before: headOf(factsOf(present)) }] };
  }
  return {
    ...move,
    set: {
      ...move.set,
      ...(acts && present.acts && { acts: present.acts }),
      ...(settlement && { settlement: { ...settlement, before: headOf(factsOf(present)) } }),
    },
  };
}
