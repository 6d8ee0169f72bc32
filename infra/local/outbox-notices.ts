/** What is taken by the outbox, as its readers would get it: what is published to SNS, mailed by SES, and posted to Slack. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { NOTICE_HEADER } from '../../shared/domain/mail-feedback.ts';
import type { NoticeContext } from '../../shared/ports/notification-channel.ts';

/** One notice as one reader gets it. Times are ISO 8601. */
export const Notice = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.string(),
  channel: z.enum(['email', 'sms', 'slack']),
  to: z.string(),
  from: z.optional(z.string()),
  subject: z.optional(z.string()),
  text: z.string(),
  html: z.optional(z.string()),
  /** Of Slack: the blocks of the message. */
  blocks: z.optional(z.array(z.unknown())),
  link: z.optional(z.string()),
  attributes: z.record(z.string(), z.string()),
});
export type Notice = z.infer<typeof Notice>;

const Texts = z.object({ email: z.string(), sms: z.string() });

/** The link stands on a line of its own. */
function linkIn(text: string): { link?: string } {
  const link = text.match(/^https?:\/\/\S+$/gm)?.at(-1);
  return link === undefined ? {} : { link };
}

/** What a `Publish` request (AWS query protocol) sends to a reader of e-mail and to one of SMS. */
export function publishedNotices(form: URLSearchParams, at: string): Notice[] {
  const attributes: Record<string, string> = {};
  for (let i = 1; form.has(`MessageAttributes.entry.${i}.Name`); i++) {
    attributes[form.get(`MessageAttributes.entry.${i}.Name`) ?? ''] =
      form.get(`MessageAttributes.entry.${i}.Value.StringValue`) ?? '';
  }
  const { kind = '', assignee = '', noticeId = randomUUID() } = attributes;
  const texts = Texts.safeParse(JSON.parse(form.get('Message') ?? '{}')).data;
  if (!texts) return [];
  const common = { at, kind, to: assignee, ...linkIn(texts.email), attributes };
  const subject = form.get('Subject') ?? '';
  return [
    { ...common, id: `${noticeId}/sms/${assignee}`, channel: 'sms', text: texts.sms },
    { ...common, id: `${noticeId}/email/${assignee}`, channel: 'email', subject, text: texts.email },
  ];
}

const Data = z.object({ Data: z.string() });

/** As much of SESv2's `SendEmail` as is sent here. */
const SendEmail = z.object({
  FromEmailAddress: z.string(),
  Destination: z.object({ ToAddresses: z.array(z.string()) }),
  Content: z.object({
    Simple: z.object({
      Subject: Data,
      Body: z.object({ Text: Data, Html: z.optional(Data) }),
      Headers: z.optional(z.array(z.object({ Name: z.string(), Value: z.string() }))),
    }),
  }),
});

/** The mail of a `SendEmail` request (JSON). `kindOf` says what kind of notice it is, by its id. */
export function mailedNotices(body: string, at: string, kindOf: (noticeId: string) => string): Notice[] {
  const mail = SendEmail.parse(JSON.parse(body));
  const { Subject, Body, Headers = [] } = mail.Content.Simple;
  const noticeId = Headers.find(({ Name }) => Name === NOTICE_HEADER)?.Value ?? randomUUID();
  return mail.Destination.ToAddresses.map((to) => ({
    ...{ id: `${noticeId}/mail/${to}`, at, kind: kindOf(noticeId), channel: 'email', to },
    ...{ from: mail.FromEmailAddress, subject: Subject.Data, text: Body.Text.Data },
    ...(Body.Html && { html: Body.Html.Data }),
    ...linkIn(Body.Text.Data),
    attributes: { noticeId },
  }));
}

/** A message that was posted to Slack. */
export const postedNotice = (notice: NoticeContext, blocks: unknown[], channel: string, at: string): Notice => ({
  ...{ id: `${notice.noticeId}/slack`, at, kind: notice.kind, channel: 'slack', to: channel },
  ...{ subject: notice.subject, text: notice.text, blocks, link: notice.link },
  attributes: { noticeId: notice.noticeId, workflow: notice.workflowName, runId: notice.runId },
});
