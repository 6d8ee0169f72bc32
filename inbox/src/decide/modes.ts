/** The ways to act on an approval, and which of them somebody has. */
import type { Explanation } from '../../../shared/domain/explanation.ts';

export type Mode = Explanation['you']['actions'][number];

/** The label of the button that opens it. */
export const MODE_WORDS: Record<Mode, string> = {
  approve: 'Approve',
  edit: 'Edit',
  reject: 'Reject',
  comment: 'Comment',
  reassign: 'Reassign',
  withdraw: 'Withdraw my vote',
  cancel: 'Cancel approval',
};

export const PRIMARY: readonly Mode[] = ['approve', 'edit', 'reject'];
export const SECONDARY: readonly Mode[] = ['comment', 'reassign', 'withdraw', 'cancel'];

/** The fields of drafts, by what they are for; the edit itself is one of them. */
export const DRAFTS = ['reason', 'comment', 'edit', 'to', 'cancel', 'withdraw'] as const;
export type DraftField = (typeof DRAFTS)[number];
