/** Reads changes from the records of the table's stream, as Lambda hands them on. */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Approval } from '../../domain/approval.ts';
import type { Change } from '../../domain/change.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Run } from '../../domain/run.ts';
import { approvalOfItem, itemOfApproval } from './approval-item.ts';
import { connectionOfItem, itemOfConnection } from './connection-store.ts';
import { createLists } from './lists.ts';
import { itemOfRun, runOfItem } from './run-item.ts';
import { PREFIX, runPk } from './table.ts';

/** An image of a record, as DynamoDB writes it. */
export type Image = Record<string, AttributeValue>;

/** The part of a stream record that says what changed. */
export interface Images {
  OldImage?: Image | undefined;
  NewImage?: Image | undefined;
}

/** The change that a stream record tells of; undefined for records of other kinds. */
export function changeOf({ OldImage, NewImage }: Images): Change | undefined {
  const before = OldImage && unmarshall(OldImage);
  const after = NewImage && unmarshall(NewImage);
  const sk = String((after ?? before)?.sk ?? '');
  if (sk === PREFIX.run)
    return { kind: 'run', ...(before && { before: runOfItem(before) }), ...(after && { after: runOfItem(after) }) };
  if (!sk.startsWith(PREFIX.approval)) return undefined;
  return {
    kind: 'approval',
    ...(before && { before: approvalOfItem(before) }),
    ...(after && { after: approvalOfItem(after) }),
  };
}

/** The run that a record belongs to, and the approval where it is one's: known also where its images cannot be read. */
export function subjectOf(keys: Partial<Record<string, { S?: string | undefined }>> = {}): {
  runId?: string;
  key?: string;
} {
  const { pk: { S: pk = '' } = {}, sk: { S: sk = '' } = {} } = keys;
  const ofRuns = runPk('');
  if (!pk.startsWith(ofRuns)) return {};
  const runId = pk.slice(ofRuns.length);
  return sk.startsWith(PREFIX.approval) ? { runId, key: sk.slice(PREFIX.approval.length) } : { runId };
}

/** The connection that a stream record tells the opening of; undefined for every other record. */
export function openedOf({ OldImage, NewImage }: Images): Connection | undefined {
  if (OldImage || NewImage?.sk?.S !== PREFIX.connection) return undefined;
  return connectionOfItem(unmarshall(NewImage));
}

/** The images that the table's stream would have of an opening. */
export const imagesOfOpening = (connection: Connection): Images => ({
  NewImage: marshall(itemOfConnection(connection)),
});

/** Where its entries stand in lists says nothing of a change. */
const ANY_LISTS = createLists();

/** The images that the table's stream would have of a change. */
export function imagesOf(change: Change): Images {
  const image = (item: Run | Approval | undefined): Image | undefined => {
    if (!item) return undefined;
    return marshall('input' in item ? itemOfRun(item, ANY_LISTS) : itemOfApproval(item, ANY_LISTS), {
      removeUndefinedValues: true,
    });
  };
  return { OldImage: image(change.before), NewImage: image(change.after) };
}
