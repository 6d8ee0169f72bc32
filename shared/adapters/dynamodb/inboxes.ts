/** Whose inbox a pending approval is in: its own record stands in that of its first assignee, and a pointer in that of each other. */
import type { Approval } from '../../domain/approval.ts';
import type { ApprovalRef, ApprovalStore } from '../../ports/approval-store.ts';
import { approvalOfItem, inboxAttributes } from './approval-item.ts';
import type { Directory } from './directory.ts';
import { LISTS, type Lists, listOf } from './lists.ts';
import { mergedPage } from './merged-pages.ts';
import type { Key, Records } from './records.ts';
import { approvalKey, approvalRefOf, PREFIX, pointerKey, runPk, TABLE } from './table.ts';

export interface Inboxes extends Pick<ApprovalStore, 'listPending' | 'refreshInboxes'> {
  /** Takes note of the names that are asked, so that the list of everything finds their inboxes. */
  note(assignee: readonly string[]): Promise<void>;
}

export function createInboxes(records: Records, directory: Directory, lists: Lists): Inboxes {
  const note = (name: string) => directory.note('ASSIGNEE', name);
  return {
    async note(assignee) {
      await Promise.all((assignee.length > 0 ? assignee : ['']).map(note));
    },
    async listPending({ assignees }, page) {
      const names = assignees ?? (await directory.names('ASSIGNEE'));
      const partitions = [...new Set(names)].flatMap((name) => lists.partitionsOf(LISTS.inbox(name)));
      // An approval stands in the inbox of each of its assignees.
      const list = { index: TABLE.indexes.inbox, partitions, idOf: (key: Key) => nameOf(approvalRefOf(key)) };
      const { items: keys, cursor } = await mergedPage(records, list, page);
      const items = await records.getMany(keys.map(approvalRefOf).map(({ runId, key }) => approvalKey(runId, key)));
      // An index lags behind its table: what was settled meanwhile is left out.
      return {
        items: items.map(approvalOfItem).filter(({ status }) => status === 'pending'),
        ...(cursor !== undefined && { cursor }),
      };
    },
    async refreshInboxes(runId, key) {
      const item = await records.get(approvalKey(runId, key));
      const approval = item && approvalOfItem(item);
      const pointers = await records.inPartition(runPk(runId), `${PREFIX.pointer}${key}#`);
      const wanted = approval ? besides(approval, listOf(String(item.inboxPk))) : [];
      const stale = pointers.filter(({ sk }) => !wanted.some((name) => pointerKey(runId, key, name).sk === sk));
      await records.deleteMany(stale.map(({ sk }) => ({ pk: runPk(runId), sk: String(sk) })));
      if (!approval) return;
      for (const name of wanted) {
        await note(name);
        await records.put({ ...pointerKey(runId, key, name), ...inboxAttributes(approval, name, lists) });
      }
    },
  };
}

const nameOf = ({ runId, key }: ApprovalRef): string => `${runId}#${key}`;

/** Who is asked, beside the one in whose inbox the approval's own record is. */
const besides = ({ status, assignee }: Approval, own: string): string[] =>
  status === 'pending' ? assignee.filter((name) => LISTS.inbox(name) !== own) : [];
