/** Who may see and decide an approval. */
import type { Actor } from './actor.ts';
import type { Approval } from './approval.ts';

/**
 * True where the actor may decide: they, or a group of theirs, are named as approver (by default: are asked); or nobody
 * is named, and it is known who they are. On one's own machine everybody counts as asked, since no directory
 * says who belongs to which group.
 */
export function mayDecide(approval: Pick<Approval, 'assignee' | 'approvers'>, actor: Actor): boolean {
  if (actor.proof === 'local') return true;
  const named = approval.approvers ?? approval.assignee;
  if (named.length === 0) return actor.proof !== 'none';
  const names = [actor.id, ...actor.groups.flatMap((group) => [group, `group:${group}`])];
  return actor.proof !== 'none' && named.some((name) => names.includes(name));
}
