/** What is told live over a stream: how an approval, a run or an inbox stands, each newer message by a greater `revision`. */
import * as z from 'zod/mini';
import { SETTLED } from './approval.ts';
import type { NamedStatus } from './approval-status.ts';
import type { ApprovalView } from './approval-view.ts';
import { ApprovalKey, RunId } from './ids.ts';
import type { RunView } from './run-view.ts';

/** Says which of two states is the newer one: the greater text. They are compared within one run or approval. */
export type Revision = string;

/** What a person is shown of an approval, beside how it stands. */
export interface ShownWithStatus
  extends Pick<ApprovalView, 'workflow' | 'title' | 'details' | 'form' | 'proposed' | 'assignee' | 'allow' | 'votes'> {
  /** Of what is shown, by which a decision is bound to it. */
  digest: string;
  revision: Revision;
}

/** How an approval stands, and what is shown of it. Times are ISO 8601. */
export type LiveStatus = NamedStatus & ShownWithStatus;

/** An approval in an inbox, with which of two states of it is newer. */
export type LiveApproval = ApprovalView & { revision: Revision };

/** Says that something changed, where that is too large to be sent: it is read over HTTP. */
export type ChangeNotice =
  | { type: 'approval' | 'inbox'; runId: string; key: string; revision: Revision; changed: true }
  | { type: 'run'; runId: string; revision: Revision; changed: true };

/** How a run stands, with its timeline. */
export interface LiveRun {
  type: 'run';
  run: RunView;
  revision: Revision;
}

/** An inbox, as it is at first; `more` where it holds more than stands here. Soonest deadline first. */
export interface LiveInbox {
  type: 'inbox';
  items: LiveApproval[];
  more: boolean;
}

/** An approval that came into an inbox, or changed there: it is in it while it is pending. */
export interface LiveInboxChange {
  type: 'inbox';
  approval: LiveApproval;
}

/** An approval that is in an inbox no more: it was handed to others, or is gone. */
export interface LiveLeaving {
  type: 'inbox';
  runId: string;
  key: string;
  revision: Revision;
  left: true;
}

/** One message of a stream. */
export type LiveMessage = LiveStatus | LiveRun | LiveInbox | LiveInboxChange | LiveLeaving | ChangeNotice;

/** True for a message of an approval's topic that tells how it stands. */
export const isLiveStatus = (message: LiveMessage): message is LiveStatus => 'status' in message;

/** True where the message says no more than that something changed. */
export const isChangeNotice = (message: LiveMessage): message is ChangeNotice => 'changed' in message;

/** How many digits a counter has in a revision, so that the greater is the later text. */
const DIGITS = 9;

/** The revision of what these parts count, the weightiest first: numbers, and texts of one length. */
export const revisionOf = (...parts: readonly (number | string)[]): Revision =>
  parts.map((part) => (typeof part === 'number' ? String(part).padStart(DIGITS, '0') : part)).join('.');

const revision = z.string();

/** What tells the messages apart, and which of two is newer. */
const Envelope = z.union([
  z.looseObject({ status: z.enum(['pending', ...SETTLED]), runId: RunId, key: ApprovalKey, revision }),
  z.looseObject({ type: z.enum(['approval', 'inbox', 'run']), runId: RunId, revision, changed: z.literal(true) }),
  z.looseObject({ type: z.literal('inbox'), runId: RunId, key: ApprovalKey, revision, left: z.literal(true) }),
  z.looseObject({ type: z.literal('run'), run: z.looseObject({ runId: RunId }), revision }),
  z.looseObject({
    type: z.literal('inbox'),
    items: z.array(z.looseObject({ runId: RunId, key: ApprovalKey, revision })),
  }),
  z.looseObject({ type: z.literal('inbox'), approval: z.looseObject({ runId: RunId, key: ApprovalKey, revision }) }),
]);

/** The message in a text of a stream; undefined where it is none that is known here. */
export function liveMessageOf(text: string): LiveMessage | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  // Beyond what is checked here, a message holds what the HTTP interface answers with, which its readers take as it comes.
  return Envelope.safeParse(data).success ? (data as LiveMessage) : undefined;
}
