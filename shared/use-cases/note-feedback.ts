/** Takes note of mail that did not reach its reader: it is listed, and its approval is marked as possibly unseen. */
import type { Approval } from '../domain/approval.ts';
import { aboutNotice, type Delivery, deliveryId } from '../domain/delivery.ts';
import type { MailFeedback } from '../domain/mail-feedback.ts';
import { messageOf } from '../domain/not-told.ts';
import { NOTICE_KINDS, type NoticeKind } from '../domain/notice.ts';
import { timeOf } from '../domain/time.ts';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import { markUnseen } from './mark-unseen.ts';
import { noteGivenUp } from './note-undelivered.ts';
import type { Records } from './system.ts';
import { refuseFrozen } from './table-life.ts';

/** Where mail is sent from that feedback is about. */
const CHANNEL = 'ses';

export interface FeedbackTaker extends Pick<Records, 'approvals' | 'clock' | 'life' | 'log' | 'meter'> {
  readonly deliveries: DeliveryStore;
}

/** Takes note of it, once however often it is told; false where the mail was no notice of ours. Throws `frozen`. */
export async function noteFeedback(taker: FeedbackTaker, feedback: MailFeedback): Promise<boolean> {
  await refuseFrozen(taker);
  const { noticeId, subject, why } = feedback;
  const error = messageOf(feedback.error);
  const about = aboutNotice(noticeId);
  const who = feedback.who.toLowerCase();
  if (!about) return false;
  const { runId, key, epoch, what } = about;
  const approval = key === undefined ? undefined : await taker.approvals.get(runId, key);
  const kind = kindOf(what, approval);
  if (!kind) return false;
  const at = timeOf(taker.clock.now());
  const delivery: Delivery = {
    ...{ id: deliveryId(noticeId, CHANNEL, who), noticeId, kind, channel: CHANNEL, to: [who], partly: true },
    ...{ runId, ...(key !== undefined && { key }), epoch, subject, why, error, at, tries: 1 },
    due: { list: 'undelivered', at },
  };
  await taker.deliveries.keep(delivery);
  noteGivenUp(taker, delivery);
  await markUnseen(taker, { runId, key, epoch }, { channel: CHANNEL, to: who, why: error });
  return true;
}

/** What kind of notice it was, by the end of its id. */
function kindOf(what: string, approval: Approval | undefined): NoticeKind | undefined {
  const kind = NOTICE_KINDS.find((one) => one === what);
  if (kind) return kind;
  const [, of, nth] = /^(event|act)-(\d+)$/.exec(what) ?? [];
  if (of === 'act') return 'approval-needed';
  if (of === undefined) return undefined;
  return approval?.events?.[Number(nth) - 1]?.kind === 'escalate' ? 'escalated' : 'reminder';
}
