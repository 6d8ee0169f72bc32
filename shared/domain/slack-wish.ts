/** What somebody wants who clicked in Slack. */
import * as z from 'zod/mini';
import { ApprovalKey, RunId } from './ids.ts';

/** What a button, or a dialog, is about: the approval, and what of it was shown. */
export const SlackRef = z.strictObject({
  runId: RunId,
  key: ApprovalKey,
  digest: z.string().check(z.maxLength(100)),
});
export type SlackRef = z.infer<typeof SlackRef>;

/** What the dialog that asks for a reason is known by, and its one field. */
export const REJECT_CALLBACK = 'countersign.reject';
export const REASON = 'reason';

/** What somebody wants. `none`: nothing that is ours to do, such as a link that was opened. */
export type SlackWish =
  | { kind: 'approve'; userId: string; ref: SlackRef; answerAt: string }
  | { kind: 'ask-reason'; userId: string; ref: SlackRef; answerAt: string; triggerId: string }
  | { kind: 'reject'; userId: string; ref: SlackRef; reason: string }
  | { kind: 'none' };
