/** Who may see and decide an approval. */
import type { Actor } from './actor.ts';
import type { Approval } from './approval.ts';

/** A name without `@` or `:` is a group. */
const isGroup = (name: string): boolean => !/[@:]/.test(name);

/**
 * True where the actor may decide: they, or a group of theirs, are named as approver (by default: are asked); or nobody
 * is named, and it is known who they are. On one's own machine everybody counts as asked, since no directory
 * says who belongs to which group.
 */
export function mayDecide(approval: Pick<Approval, 'assignee' | 'approvers'>, actor: Actor): boolean {
  if (actor.proof === 'local') return true;
  const named = approval.approvers ?? approval.assignee;
  if (named.length === 0) return actor.proof !== 'none';
  if (actor.proof === 'none') return false;
  // A person is never taken for the group of their name, nor a group for a person.
  const groups = actor.groups.filter(isGroup).flatMap((group) => [group, `group:${group}`]);
  return named.some((name) => groups.includes(name) || (name === actor.id && !isGroup(name)));
}
