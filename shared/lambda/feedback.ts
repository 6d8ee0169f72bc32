/** Reads what SES says of mails, as EventBridge or an SNS topic hands it on. */
import * as z from 'zod/mini';
import { MailEvent } from '../domain/mail-feedback.ts';

const FromSns = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })) });
const FromEventBridge = z.object({ source: z.literal('aws.ses'), detail: MailEvent });

/** The events on mails; what SNS sends beside them, such as its test message, is left out. */
export function mailEvents(event: unknown): MailEvent[] {
  const bridged = FromEventBridge.safeParse(event).data;
  if (bridged) return [bridged.detail];
  return FromSns.parse(event).Records.flatMap(({ Sns }) => {
    const read = MailEvent.safeParse(jsonIn(Sns.Message)).data;
    return read ? [read] : [];
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
