/** What a mail service says of a mail that it took and could not deliver, or that its reader complained of. */
import * as z from 'zod/mini';
import type { Delivery } from './delivery.ts';

/** One reader whom one mail did not reach. */
export interface MailFeedback {
  readonly noticeId: string;
  readonly who: string;
  readonly subject: string;
  readonly why: Exclude<Delivery['why'], 'unsubscribed'>;
  readonly error: string;
}

/** The header that a mail is traced to its notice by. */
export const NOTICE_HEADER = 'X-Countersign-Notice';

const text = z.optional(z.string());

const Mail = z.object({
  destination: z.optional(z.array(z.string())),
  headers: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
  commonHeaders: z.optional(z.object({ subject: text })),
});

const Recipients = z.array(z.object({ emailAddress: z.string(), diagnosticCode: text }));

/**
 * As https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html says, as far as it matters here; feedback
 * notifications call the type by another name.
 */
export const MailEvent = z.object({
  eventType: text,
  notificationType: text,
  mail: Mail,
  bounce: z.optional(z.object({ bounceType: text, bounceSubType: text, bouncedRecipients: Recipients })),
  complaint: z.optional(z.object({ complaintFeedbackType: z.nullish(z.string()), complainedRecipients: Recipients })),
  reject: z.optional(z.object({ reason: text })),
});
export type MailEvent = z.infer<typeof MailEvent>;

/** Whom the mail did not reach; nobody where the event tells of another thing, or of a mail that is no notice. */
export function feedbackIn({ mail, bounce, complaint, reject }: MailEvent): MailFeedback[] {
  const header = mail.headers?.find(({ name }) => name.toLowerCase() === NOTICE_HEADER.toLowerCase());
  if (!header) return [];
  const about = { noticeId: header.value, subject: mail.commonHeaders?.subject ?? '' };
  if (bounce) {
    const kind = [bounce.bounceType, bounce.bounceSubType].filter(Boolean).join(', ');
    return bounce.bouncedRecipients.map(({ emailAddress: who, diagnosticCode: why = '' }) => ({
      ...{ ...about, who, why: 'bounced', error: `The mail came back (${kind}). ${why}`.trim() },
    }));
  }
  if (complaint) {
    const kind = complaint.complaintFeedbackType ?? 'complaint';
    return complaint.complainedRecipients.map(({ emailAddress: who }) => ({
      ...{ ...about, who, why: 'complaint', error: `Its reader called it unwanted (${kind}).` },
    }));
  }
  if (!reject) return [];
  const error = `The mail service refused the mail: ${reject.reason ?? 'no reason given'}.`;
  return (mail.destination ?? []).map((who) => ({ ...about, who, why: 'failed', error }));
}
