/** Writes to people by e-mail (SES), each with a link of their own, whether or not they subscribed to anything. */
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { NOTICE_HEADER } from '../../domain/mail-feedback.ts';
import { type NotTold, partlyTold } from '../../domain/not-told.ts';
import { noticeHtml } from '../../domain/notice-html.ts';
import type { NoticeContext, NotificationChannel, Reader } from '../../ports/notification-channel.ts';

export interface SesChannelSettings {
  /** Most deployments write to nobody: the client is loaded by the first mail. */
  client(): SESv2Client | Promise<SESv2Client>;
  /** The address that mail is sent from. */
  from: string;
}

/** SES takes 14 mails a second of an account that is new: so many are sent at once. */
const AT_ONCE = 5;

/** A channel that writes to the people whom names stand for, as far as the directory knows; one who fails keeps nobody from being told. */
export function createSesChannel({ client, from }: SesChannelSettings): NotificationChannel {
  const send = async (context: NoticeContext): Promise<void> => {
    const readers = readersOf(context);
    if (readers.length === 0) return;
    const [ses, { SendEmailCommand }] = await Promise.all([client(), import('./sdk.ts')]);
    const failures: NotTold[] = [];
    const left = readers[Symbol.iterator]();
    const lane = async () => {
      for (const reader of left) {
        const command = new SendEmailCommand(mailOf(context, reader, from));
        await ses.send(command).catch((error: unknown) => failures.push({ who: reader.id, error }));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (failures.length > 0) throw partlyTold(failures);
  };
  return { name: 'ses', onApprovalNeeded: send, onApprovalResolved: send, onRunTroubled: send };
}

/** Each person once, though several names stand for them; of systems there is no address, and what reads as several is none. */
function readersOf({ addressees }: NoticeContext): Reader[] {
  const people = addressees
    .flatMap((addressee) => addressee.people)
    .filter(({ id }) => /^[^:\s,;<>"]+@[^:\s,;<>"]+$/.test(id));
  return people.filter(({ id }, index) => people.findIndex((one) => one.id === id) === index);
}

const data = (text: string) => ({ Data: text, Charset: 'UTF-8' });

const mailOf = ({ subject, noticeId }: NoticeContext, { id, text, link }: Reader, from: string) => ({
  FromEmailAddress: from,
  Destination: { ToAddresses: [id] },
  Content: {
    Simple: {
      Subject: data(subject),
      Body: { Text: data(text), Html: data(noticeHtml({ subject, text, link })) },
      Headers: [{ Name: NOTICE_HEADER, Value: noticeId }],
    },
  },
});
