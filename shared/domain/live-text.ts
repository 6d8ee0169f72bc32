/** Writes the messages of a stream: how something stands, or that it changed where that is too much for one message. */
import type { Approval } from './approval.ts';
import { isSettled } from './approval.ts';
import { statusOf } from './approval-status.ts';
import { type ApprovalView, approvalView } from './approval-view.ts';
import type {
  ChangeNotice,
  LiveApproval,
  LiveInbox,
  LiveInboxChange,
  LiveLeaving,
  LiveRun,
  LiveStatus,
} from './live-message.ts';
import { type Revision, revisionOf } from './live-message.ts';
import { isOutside } from './outside.ts';
import { goesByVotes } from './policy.ts';
import type { Run } from './run.ts';
import type { RunView } from './run-view.ts';
import { bytesOf, shown } from './value.ts';

/** The largest message, in bytes: a frame of API Gateway's. */
export const MOST_BYTES = 32 * 1024;

export const revisionOfApproval = ({ epoch, revision }: Pick<Approval, 'epoch' | 'revision'>): Revision =>
  revisionOf(epoch, revision);

/** Every write of a run moves its epoch or its time on; what people do to its approvals counts up those. */
export const revisionOfRun = ({ epoch, updatedAt }: Run, approvals: readonly Approval[]): Revision =>
  revisionOf(
    epoch,
    updatedAt,
    approvals.reduce((sum, { revision }) => sum + revision, 0),
  );

/** How the approval stands, and what is shown of it. */
export function statusText(approval: Approval): string {
  const { runId, key } = approval;
  const revision = revisionOfApproval(approval);
  const notice: ChangeNotice = { type: 'approval', runId, key, revision, changed: true };
  return hasValueOutside(approval) ? JSON.stringify(notice) : fitting(liveStatusOf(approval, revision), notice);
}

/** A value that is kept outside is larger than any message; whoever shows it reads it. */
const hasValueOutside = (approval: Approval): boolean => {
  const { details, pendingArgs, proposed, metadata } = approval;
  const settled = isSettled(approval) ? [approval.settlement.value, approval.settlement.originalValue] : [];
  return [details, pendingArgs, proposed, metadata, ...settled].some((text) => text !== undefined && isOutside(text));
};

function liveStatusOf(approval: Approval, revision: Revision): LiveStatus {
  const { workflow, title, details, form, proposed, assignee, allow, votes, digest } = approvalView(approval);
  return {
    ...statusOf(approval, shown),
    ...{ workflow, title, assignee, digest, revision },
    ...(details !== undefined && { details }),
    ...(form && { form }),
    ...(proposed !== undefined && { proposed }),
    ...(allow && { allow }),
    ...(votes && goesByVotes(approval) && { votes }),
  };
}

/** The approval for the inboxes that it is in. */
export function inboxChangeText(approval: Approval): string {
  const { runId, key } = approval;
  const revision = revisionOfApproval(approval);
  const change: LiveInboxChange = { type: 'inbox', approval: liveApprovalOf(approval) };
  return fitting(change, { type: 'inbox', runId, key, revision, changed: true });
}

/** For the inboxes that it is in no more: nothing of it but its name. */
export function leavingText(approval: Pick<Approval, 'runId' | 'key' | 'epoch' | 'revision'>): string {
  const { runId, key } = approval;
  const leaving: LiveLeaving = { type: 'inbox', runId, key, revision: revisionOfApproval(approval), left: true };
  return JSON.stringify(leaving);
}

const liveApprovalOf = (approval: Approval): LiveApproval => {
  const view: ApprovalView = approvalView(approval);
  return { ...view, revision: revisionOfApproval(approval) };
};

/** An inbox as far as it fits: soonest deadline first. */
export function inboxText(approvals: readonly Approval[], more: boolean): string {
  const inbox: LiveInbox = { type: 'inbox', items: [], more: true };
  let size = bytesOf(JSON.stringify(inbox));
  for (const approval of approvals) {
    const item = liveApprovalOf(approval);
    size += bytesOf(JSON.stringify(item)) + 1;
    if (size > MOST_BYTES) return JSON.stringify(inbox);
    inbox.items.push(item);
  }
  return JSON.stringify({ ...inbox, more });
}

/** How the run stands; without a view, that it changed. */
export function runText({ runId }: Run, revision: Revision, run: RunView | undefined): string {
  const notice: ChangeNotice = { type: 'run', runId, revision, changed: true };
  const live: LiveRun | undefined = run && { type: 'run', run, revision };
  return live ? fitting(live, notice) : JSON.stringify(notice);
}

function fitting(message: object, notice: ChangeNotice): string {
  const text = JSON.stringify(message);
  return bytesOf(text) <= MOST_BYTES ? text : JSON.stringify(notice);
}
