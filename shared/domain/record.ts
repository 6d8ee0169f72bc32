/** The exported record of a run: what it and the people whom it asked did, chained, sealed and signed. */
import * as z from 'zod/mini';
import { RUN_STATUSES } from './run.ts';
import { PublicKey } from './seal.ts';

export const RECORD_FORMAT = 'countersign-record/1';

/** An entry is checked by its digest, and read as loosely as it was written. */
const RecordEntry = z.record(z.string(), z.unknown());
export type RecordEntry = z.infer<typeof RecordEntry>;

/** What one asking of an approval came to. */
const ApprovalRecord = z.strictObject({ key: z.string(), epoch: z.number(), entries: z.array(RecordEntry) });
export type ApprovalRecord = z.infer<typeof ApprovalRecord>;

/** The record of one run, as it is exported. Times are ISO 8601. */
export const RunRecord = z.strictObject({
  format: z.literal(RECORD_FORMAT),
  runId: z.string(),
  workflow: z.string(),
  version: z.string(),
  status: z.enum(RUN_STATUSES),
  exportedAt: z.string(),
  /** What happened to the run, the first first. */
  entries: z.array(RecordEntry),
  /** What happened to each approval that it asked, one that was superseded as well, by epoch and key. */
  approvals: z.array(ApprovalRecord),
  /** The signature that was made when the run had ended, over what its entries come to. */
  seal: z.optional(z.string()),
  keys: z.array(PublicKey),
  /** The signature over the canonical form (RFC 8785) of everything else. */
  signature: z.string(),
});
/** The record of one run, as it is exported. Times are ISO 8601. */
export type RunRecord = z.infer<typeof RunRecord>;

/** The order of approvals in a record. */
export const inOrder = (one: Pick<ApprovalRecord, 'key' | 'epoch'>, other: typeof one): number =>
  one.epoch - other.epoch || (one.key < other.key ? -1 : one.key > other.key ? 1 : 0);
