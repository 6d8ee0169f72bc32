/** Follows one approval by the messages of its stream, and reads over HTTP what was too large for a message. */
import { type Ending, endedStatus } from '../domain/approval-status.ts';
import type { ApprovalView } from '../domain/approval-view.ts';
import {
  isChangeNotice,
  isLiveStatus,
  type LiveMessage,
  type LiveStatus,
  type Revision,
} from '../domain/live-message.ts';

/** The newer of two states of an approval. */
export const newerOf = (one: LiveStatus | undefined, other: LiveStatus): LiveStatus =>
  one === undefined || one.revision <= other.revision ? other : one;

/** How the approval stands that was read over HTTP, as a message would tell it. */
export function statusOfView(view: ApprovalView, revision: Revision): LiveStatus {
  const { runId, key, workflow, title, details, form, proposed, assignee, allow, votes, digest } = view;
  const shown = {
    ...{ workflow, title, assignee, digest, revision },
    ...(details !== undefined && { details }),
    ...(form && { form }),
    ...(proposed !== undefined && { proposed }),
    ...(allow && { allow }),
    ...(votes && { votes }),
  };
  const { status, decision, requestedBy, createdAt, expiresAt, pendingArgs } = view;
  if (status === 'pending' || !decision)
    return {
      ...{ status: 'pending', runId, key, requestedAt: createdAt },
      ...(requestedBy !== undefined && { requestedBy }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(pendingArgs !== undefined && { pendingArgs }),
      ...shown,
    };
  const { by, at, reason, value, originalValue } = decision;
  const ending: Ending = { runId, key, status, by, at, reason, value, originalValue };
  return { ...endedStatus(ending), ...shown };
}

type Ref = { runId: string; key: string };

export interface StatusReader {
  /** Takes a message; where that only says that something changed, what changed is read. */
  follow(message: LiveMessage): void;
  /** Reads how it stands now, whatever messages there were. */
  readNow(ref: Ref): void;
}

/** Follows one approval. `read` gets it over HTTP; `onStatus` is told of each newer state, `onFailure` of a reading that failed. */
export function createStatusReader(
  read: (ref: Ref) => Promise<ApprovalView>,
  onStatus: (status: LiveStatus) => void,
  onFailure: (error: unknown) => void,
): StatusReader {
  let latest: LiveStatus | undefined;
  let noticed: Revision = '';
  const take = (status: LiveStatus) => {
    const newer = newerOf(latest, status);
    if (newer === latest) return;
    latest = newer;
    onStatus(newer);
  };
  // What is read after a notice is at least as new as that says; a later notice reads again.
  const readAs = (ref: Ref, revision: Revision) =>
    read(ref).then((view) => take(statusOfView(view, revision)), onFailure);
  return {
    follow(message) {
      if (isLiveStatus(message)) return take(message);
      if (!isChangeNotice(message) || message.type !== 'approval' || message.revision < noticed) return;
      noticed = message.revision;
      void readAs(message, message.revision);
    },
    readNow: (ref) => void readAs(ref, latest?.revision ?? ''),
  };
}
