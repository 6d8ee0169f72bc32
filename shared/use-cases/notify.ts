/** Follows a change: creates the approvals that a parked run asks for, tells people, and clears away what is over. */
import { type Approval, type Ask, isSettled } from '../domain/approval.ts';
import { supersede } from '../domain/approval-moves.ts';
import type { Change } from '../domain/change.ts';
import { noticeText, type Occasion, occasionsOf } from '../domain/notice.ts';
import type { Run } from '../domain/run.ts';
import { decode, decodeShown } from '../domain/value.ts';
import { asksOf } from '../domain/wait.ts';
import type {
  ApprovalNeededContext,
  ApprovalResolvedContext,
  NotificationChannel,
} from '../ports/notification-channel.ts';
import { askApprovals } from './ask-approvals.ts';
import { closeApprovals, endAsk } from './close-approvals.ts';
import { makeEarlyDecisions } from './decide-early.ts';
import { approvalInFull } from './outside-values.ts';
import type { Teller } from './system.ts';

/** Does what a change asks for. Every part may be done again: each is a conditional write or has a stable id. */
export async function notify(teller: Teller, change: Change): Promise<void> {
  if (change.kind === 'run') await followRun(teller, change.before, change.after);
  else await followApproval(teller, change.before, change.after);
  await Promise.all(occasionsOf(change).map((occasion) => tell(teller, occasion)));
}

async function followRun(teller: Teller, before: Run | undefined, after: Run | undefined): Promise<void> {
  if (!after) return before && clearAway(teller, before);
  if (after.status !== 'waiting') return closeApprovals(teller, after);
  // What the run asked in this very park is new; what it asked before is there, or the sweep brings it back.
  const { epoch } = after;
  const asked = await askApprovals(teller, after, (ask) => ask.epoch === epoch);
  await makeEarlyDecisions(teller, after, asked);
  // What it asked before and neither asks nor was answered is needed no more: the body took another way.
  const present = new Set(asksOf(after.waits).map(({ key }) => key));
  const isAnswered = (ask: Ask) =>
    after.tail.some((entry) => entry.kind === 'approval' && entry.key === ask.key && entry.epoch >= ask.epoch);
  const dropped = asksOf(before?.waits ?? []).filter((ask) => !present.has(ask.key) && !isAnswered(ask));
  await Promise.all(dropped.map((ask) => endAsk(teller, after, ask, supersede)));
}

/** Clears away what is left of a run whose record is gone, unless another run has its id by now. */
async function clearAway({ runs, approvals, values }: Teller, { runId, outside }: Run): Promise<void> {
  if (await runs.load(runId)) return;
  await approvals.removeOfRun(runId);
  await runs.removePages(runId);
  if (outside) await values.removeOfRun(runId);
}

async function followApproval(
  { approvals }: Teller,
  before: Approval | undefined,
  after: Approval | undefined,
): Promise<void> {
  if (!after || !(isInSeveralInboxes(before) || isInSeveralInboxes(after))) return;
  const isSame = before?.epoch === after.epoch && before.status === after.status;
  if (!isSame || before.assignee.join() !== after.assignee.join() || before.expiresAt !== after.expiresAt)
    await approvals.refreshInboxes(after.runId, after.key);
}

/** True where there are, or were, others than the one in whose inbox its own record stands. */
const isInSeveralInboxes = (approval: Approval | undefined): boolean =>
  approval !== undefined && (approval.assignee.length > 1 || approval.atFirst !== undefined);

/** Tells over every channel; one that fails does not keep the others from telling, but the change is followed again. */
async function tell(teller: Teller, occasion: Occasion): Promise<void> {
  const { channels, publicUrl } = teller;
  const results = await Promise.allSettled(
    channels.map((channel) => tellOver(teller, channel, occasion, linkTo(publicUrl, occasion))),
  );
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `Notice ${occasion.id} failed on ${failed.length} of ${channels.length} channels.`,
    );
}

const linkTo = (publicUrl: string, occasion: Occasion): string =>
  'run' in occasion
    ? `${publicUrl}/?run=${encodeURIComponent(occasion.run.runId)}`
    : `${publicUrl}/?run=${encodeURIComponent(occasion.approval.runId)}&key=${encodeURIComponent(occasion.approval.key)}`;

async function tellOver(
  { values }: Teller,
  channel: NotificationChannel,
  occasion: Occasion,
  link: string,
): Promise<void> {
  const common = { noticeId: occasion.id, to: occasion.to, link, ...noticeText(occasion, link) };
  if ('run' in occasion) {
    const { run, kind } = occasion;
    await channel.onRunTroubled?.({
      ...common,
      kind,
      runId: run.runId,
      workflowName: run.workflow,
      ...('error' in run && { error: run.error }),
    });
    return;
  }
  const { approval, kind } = occasion;
  const about = { ...common, runId: approval.runId, workflowName: approval.workflow, approvalKey: approval.key };
  if (isSettled(approval) && (kind === 'decided' || kind === 'expired'))
    await channel.onApprovalResolved?.({ ...about, kind, ...resolution(approval) });
  else if (kind !== 'decided' && kind !== 'expired')
    await channel.onApprovalNeeded({ ...about, kind, ...request(await approvalInFull(values, approval)) });
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
