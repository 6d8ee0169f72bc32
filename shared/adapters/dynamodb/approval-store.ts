/** Keeps approvals in DynamoDB. */
import type { Approval } from '../../domain/approval.ts';
import {
  Approval as ApprovalSchema,
  inPlaceOf,
  replaces,
  SettledApproval,
  supersededBy,
} from '../../domain/approval.ts';
import { byTime, EarlyDecision } from '../../domain/early-decision.ts';
import { applied, type Moved } from '../../domain/move.ts';
import type { ApprovalRef, ApprovalStore, Asked } from '../../ports/approval-store.ts';
import { approvalAttributes, approvalOfItem, itemOfApproval, KEY_STATES } from './approval-item.ts';
import type { Directory } from './directory.ts';
import { expressionsOf } from './expression.ts';
import { withForm, withFormText } from './form-text.ts';
import { createInboxes } from './inboxes.ts';
import { LISTS, type Lists } from './lists.ts';
import type { Item, Records, Written } from './records.ts';
import { approvalKey, approvalRefOf, earlyKey, earlyPrefix, PREFIX, runPk, supersededKey, TABLE } from './table.ts';

export function createApprovalStore(records: Records, directory: Directory, lists: Lists): ApprovalStore {
  const inboxes = createInboxes(records, directory, lists);
  const get = async (runId: string, key: string): Promise<Approval | undefined> => {
    const item = await records.get(approvalKey(runId, key));
    return item && approvalOfItem(item);
  };
  return {
    get,
    async ask(approval) {
      const [asked] = await Promise.all([ask(records, lists, approval), inboxes.note(approval.assignee)]);
      return asked;
    },
    async move(runId, key, move): Promise<Moved<Approval>> {
      const written = await records.update(
        approvalKey(runId, key),
        expressionsOf(approvalAttributes({ runId, key }, move, lists), move.when),
      );
      if (!written.done) return { done: false, present: written.present && approvalOfItem(written.present) };
      const before = approvalOfItem(written.before ?? {});
      return { done: true, before, after: ApprovalSchema.parse(applied(move, before)) };
    },
    async ofRun(runId) {
      return (await records.inPartition(runPk(runId), PREFIX.approval)).map(approvalOfItem);
    },
    async superseded(runId, key) {
      const items = await records.inPartition(runPk(runId), `${PREFIX.superseded}${key}#`);
      return items.map((item) => SettledApproval.parse(withForm(item))).sort((a, b) => a.epoch - b.epoch);
    },
    async underKey(key, limit) {
      const pending = await inKeyIndex(records, lists, key, {
        from: KEY_STATES.pending,
        to: `${KEY_STATES.pending}~`,
        limit,
      });
      if (pending.length > 0) return pending.slice(0, limit).map(refOfItem);
      const latest = await inKeyIndex(records, lists, key, { from: KEY_STATES.settled, descending: true, limit: 1 });
      return latest.slice(-1).map(refOfItem);
    },
    listPending: inboxes.listPending,
    refreshInboxes: inboxes.refreshInboxes,
    async keepEarly(early) {
      const written = await records.put(
        { ...early, ...earlyKey(early.runId, early.key, early.by) },
        { ConditionExpression: 'attribute_not_exists(pk)' },
      );
      return written.done ? early : EarlyDecision.parse(written.present);
    },
    async early(runId, key) {
      const items = await records.inPartition(runPk(runId), earlyPrefix(key));
      return items.map((item) => EarlyDecision.parse(item)).sort(byTime);
    },
    async removeOfRun(runId) {
      const kinds = [PREFIX.approval, PREFIX.pointer, PREFIX.superseded, PREFIX.early, PREFIX.sent];
      const items = (await Promise.all(kinds.map((kind) => records.inPartition(runPk(runId), kind)))).flat();
      await records.deleteMany(items.map(({ sk }) => ({ pk: runPk(runId), sk: String(sk) })));
    },
  };
}

const refOfItem = ({ pk, sk }: Item): ApprovalRef => approvalRefOf({ pk: String(pk), sk: String(sk) });

async function inKeyIndex(
  records: Records,
  lists: Lists,
  key: string,
  range: { from: string; to?: string; descending?: boolean; limit: number },
): Promise<Item[]> {
  const read = (partition: string) => records.inIndex({ index: TABLE.indexes.key, partition, ...range });
  const entries = (await Promise.all(lists.partitionsOf(LISTS.key(key)).map(read))).flat();
  return entries.sort((a, b) => (String(a.keySk) < String(b.keySk) ? -1 : 1));
}

async function ask(records: Records, lists: Lists, approval: Approval): Promise<Asked> {
  let asked: Asked = { created: true, approval };
  let written: Written = await records.put(itemOfApproval(approval, lists), {
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  while (!written.done) {
    if (!written.present)
      throw new Error(
        `DynamoDB refused to create approval ${approval.runId}/${approval.key} and did not say which is there.`,
      );
    const present = approvalOfItem(written.present);
    if (!replaces(approval, present)) return { created: false, approval: present };
    asked = { created: true, approval: inPlaceOf(approval, present), replaced: present };
    await records.put({
      ...withFormText(supersededBy(present, approval)),
      ...supersededKey(present.runId, present.key, present.epoch),
    });
    written = await records.put(itemOfApproval(asked.approval, lists), {
      ConditionExpression: 'epoch = :epoch AND revision = :revision',
      ExpressionAttributeValues: { ':epoch': present.epoch, ':revision': present.revision },
    });
  }
  return asked;
}
