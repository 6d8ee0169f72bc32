/** An approval as its record in the table. */
import { Approval, type ApprovalFields } from '../../domain/approval.ts';
import type { Move } from '../../domain/move.ts';
import type { Attributes } from './expression.ts';
import { withForm, withFormText } from './form-text.ts';
import { LISTS, type Lists } from './lists.ts';
import type { Item, Key } from './records.ts';
import { approvalKey, approvalKeyOf, runIdOf } from './table.ts';

type Listed = Pick<Approval, 'runId' | 'key' | 'since' | 'expiresAt'>;

/** Where an assignee's inbox lists the approval: by its deadline; without one after all others, by age. */
export const inboxAttributes = (approval: Listed, assignee: string, lists: Lists) => ({
  inboxPk: lists.partitionFor(LISTS.inbox(assignee), approval.runId),
  inboxSk: inboxPlace(approval),
});

const inboxPlace = ({ runId, key, since, expiresAt }: Listed): string => `${expiresAt ?? `~${since}`}#${runId}#${key}`;

/** The states that the key index tells apart. */
export const KEY_STATES = { pending: 'P#', settled: 'S#' } as const;

const pendingAttributes = (approval: Approval, lists: Lists) =>
  approval.status === 'pending' ? inboxAttributes(approval, approval.assignee[0] ?? '', lists) : undefined;

export function itemOfApproval(approval: Approval, lists: Lists): Item & Key {
  const state = approval.status === 'pending' ? KEY_STATES.pending : KEY_STATES.settled;
  const { runId: _inKey, key: _inSortKey, ...fields } = approval; // an update is billed by the whole item, so nothing stands there twice
  return {
    ...approvalKey(approval.runId, approval.key),
    ...withFormText(fields),
    ...pendingAttributes(approval, lists),
    keyPk: lists.partitionFor(LISTS.key(approval.key), approval.runId),
    keySk: `${state}${approval.since}`,
  };
}

/** The approval in a record; everything that is read is parsed (I7). */
export const approvalOfItem = (item: Record<string, unknown>): Approval =>
  Approval.parse({ ...withForm(item), runId: runIdOf(String(item.pk)), key: approvalKeyOf(String(item.sk)) });

/** What a move writes of an approval's record: one that is settled leaves its assignee's inbox, another deadline moves it there. */
export function approvalAttributes(
  { runId, key }: Pick<Approval, 'runId' | 'key'>,
  { set, remove = [], add = {} }: Move<ApprovalFields>,
  lists: Lists,
): Attributes {
  const settled = set.status !== undefined && set.status !== 'pending';
  return {
    set: {
      ...set,
      ...(!settled &&
        set.expiresAt !== undefined && { inboxSk: inboxPlace({ runId, key, since: '', expiresAt: set.expiresAt }) }),
      // Where others are asked, it moves to the inbox of the first of them.
      ...(!settled && set.assignee && { inboxPk: lists.partitionFor(LISTS.inbox(set.assignee[0] ?? ''), runId) }),
      ...(settled && set.settlement && { keySk: `${KEY_STATES.settled}${set.settlement.at}` }),
    },
    remove: [...remove, ...(settled ? ['inboxPk', 'inboxSk'] : [])],
    add,
  };
}
