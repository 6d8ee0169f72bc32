/** Reads one approval, or a page of somebody's inbox. */
import type { Approval } from '../domain/approval.ts';
import { type ApprovalView, approvalView } from '../domain/approval-view.ts';
import type { ApprovalRef, PendingFilter } from '../ports/approval-store.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import { unknownApproval } from './change-approval.ts';
import { approvalInFull } from './outside-values.ts';
import type { Kept } from './system.ts';

/** The approval, and its view; `approval-unknown`. */
export async function readApproval(
  { approvals, values }: Pick<Kept, 'approvals' | 'values'>,
  ref: ApprovalRef,
): Promise<{ approval: Approval; view: ApprovalView }> {
  const approval = await approvals.get(ref.runId, ref.key);
  if (!approval) throw unknownApproval(ref);
  return { approval, view: await viewInFull({ approvals, values }, approval) };
}

/** The view of an approval as it was read, with what people are shown in full, as far as `most` bytes go. */
export async function viewInFull(
  { approvals, values }: Pick<Kept, 'approvals' | 'values'>,
  approval: Approval,
  most?: number,
): Promise<ApprovalView> {
  const { runId, key, supersedes } = approval;
  const before = supersedes === undefined ? [] : await approvals.superseded(runId, key);
  return approvalView(await approvalInFull(values, approval, most), before);
}

export async function listApprovals(
  { approvals }: Pick<Kept, 'approvals'>,
  filter: PendingFilter,
  page: PageRequest,
): Promise<Page<ApprovalView>> {
  const { items, cursor } = await approvals.listPending(filter, page);
  return { items: items.map((approval) => approvalView(approval)), ...(cursor !== undefined && { cursor }) };
}
