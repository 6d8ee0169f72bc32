/** What channels are told of an occasion, beside its words. */
import { type Approval, isSettled, proposedNow, shownDigest } from '../domain/approval.ts';
import { Action } from '../domain/decision.ts';
import type { Occasion } from '../domain/notice.ts';
import { decode, decodeShown, shown } from '../domain/value.ts';
import type {
  ApprovalNeededContext,
  ApprovalResolvedContext,
  AskedContext,
  NoticeContext,
  Worded,
} from '../ports/notification-channel.ts';
import type { ValueStore } from '../ports/value-store.ts';
import { approvalInFull } from './outside-values.ts';

/** What of a context is words, and who they are for. */
export type Words = Pick<NoticeContext, 'noticeId' | 'to' | 'addressees' | 'subject' | keyof Worded>;

/** The context of the occasion; undefined where it tells of an end that the approval has not come to. */
export async function contextOf(
  occasion: Occasion,
  words: Words,
  values: ValueStore,
): Promise<NoticeContext | undefined> {
  if ('run' in occasion) {
    const { run, kind } = occasion;
    const error = 'error' in run && { error: run.error };
    return { ...words, kind, runId: run.runId, workflowName: run.workflow, ...error };
  }
  const { kind } = occasion;
  const approval = await approvalInFull(values, occasion.approval);
  const { runId, workflow: workflowName, key: approvalKey } = approval;
  const about = { ...words, runId, workflowName, approvalKey, asked: askedOf(approval) };
  if (kind !== 'decided' && kind !== 'expired') return { ...about, kind, ...request(approval) };
  return isSettled(approval) ? { ...about, kind, ...resolution(approval) } : undefined;
}

/** What is asked, for channels that show it in a form of their own. */
function askedOf(approval: Approval): AskedContext {
  const { epoch, title, requestedBy, allow, proof, form, assignee, details, acts } = approval;
  const proposed = proposedNow(approval);
  return {
    ...{ title, epoch, digest: shownDigest({ acts, digest: approval.digest }), assignee },
    ...(requestedBy !== undefined && { requestedBy }),
    ...(details !== undefined && { details: shown(details) }),
    ...(proposed !== undefined && { proposed: shown(proposed) }),
    ...(approval.pendingArgs !== undefined && { pendingArgs: shown(approval.pendingArgs) }),
    takes: (allow ?? Action.options).filter((action) => action !== 'approve' || !form || proposed !== undefined),
    ...(proof && { proof }),
  };
}

function request(
  approval: Approval,
): Pick<ApprovalNeededContext, 'summary' | 'reason' | 'metadata' | 'expiresAt' | 'pendingArgs'> {
  const { title, reason, metadata, expiresAt, pendingArgs } = approval;
  return {
    summary: title,
    ...(reason !== undefined && { reason }),
    ...(metadata !== undefined && { metadata: decode(metadata) }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(pendingArgs !== undefined && { pendingArgs: decodeShown(pendingArgs) }),
  };
}

type Resolution = Pick<
  ApprovalResolvedContext,
  'action' | 'actorId' | 'reason' | 'value' | 'originalValue' | 'resolvedAt'
>;

function resolution({ status, settlement }: Extract<Approval, { settlement: unknown }>): Resolution {
  const { by, at, reason, value, originalValue } = settlement;
  return {
    action: status === 'superseded' ? 'cancelled' : status,
    actorId: by,
    ...(reason !== undefined && { reason }),
    ...(value !== undefined && { value: decode(value) }),
    ...(originalValue !== undefined && { originalValue: decode(originalValue) }),
    resolvedAt: at,
  };
}
