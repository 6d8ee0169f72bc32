/** The outbox of the local system: takes what is published to SNS, keeps it, and shows it as its readers would get it. */

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { html } from 'hono/html';
import * as z from 'zod/mini';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DataFolder } from './data-folder.ts';

/** One notice as one reader gets it. Times are ISO 8601. */
const Notice = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.string(),
  channel: z.enum(['email', 'sms']),
  to: z.string(),
  subject: z.optional(z.string()),
  text: z.string(),
  link: z.optional(z.string()),
  attributes: z.record(z.string(), z.string()),
});
export type Notice = z.infer<typeof Notice>;

export interface Outbox {
  /** Where the SNS client is to publish. */
  endpoint: string;
  /** Newest first. */
  list(): Notice[];
  stop(): Promise<void>;
}

const FILE = 'outbox.jsonl';

/** Opens the outbox, with what it took before. */
export async function openOutbox(folder: Pick<DataFolder, 'append' | 'lines'>, clock: Clock): Promise<Outbox> {
  const notices = new Map<string, Notice>();
  const keep = (notice: Notice) => {
    if (notices.has(notice.id)) return false; // delivery is at least once, under one id
    notices.set(notice.id, notice);
    return true;
  };
  for (const line of folder.lines(FILE)) {
    const notice = Notice.safeParse(line);
    if (notice.success) keep(notice.data);
  }
  const path = `/${randomUUID()}`; // no page of another origin can guess it
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    if (!request.url?.startsWith(path)) return void response.writeHead(404).end();
    for (const notice of noticesOf(form, clock.now().toISOString())) if (keep(notice)) folder.append(FILE, notice);
    response.setHeader('content-type', 'text/xml');
    response.end(
      `<PublishResponse><PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult></PublishResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${path}`,
    list: () => [...notices.values()].reverse(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const Texts = z.object({ email: z.string(), sms: z.string() });

/** What a `Publish` request (AWS query protocol) sends to a reader of e-mail and to one of SMS. */
function noticesOf(form: URLSearchParams, at: string): Notice[] {
  const attributes: Record<string, string> = {};
  for (let i = 1; form.has(`MessageAttributes.entry.${i}.Name`); i++) {
    attributes[form.get(`MessageAttributes.entry.${i}.Name`) ?? ''] =
      form.get(`MessageAttributes.entry.${i}.Value.StringValue`) ?? '';
  }
  const { kind = '', assignee = '', noticeId = randomUUID() } = attributes;
  const texts = Texts.safeParse(JSON.parse(form.get('Message') ?? '{}')).data;
  if (!texts) return [];
  const link = texts.email.match(/^https?:\/\/\S+$/gm)?.at(-1);
  const common = { at, kind, to: assignee, ...(link !== undefined && { link }), attributes };
  return [
    { ...common, id: `${noticeId}/sms/${assignee}`, channel: 'sms', text: texts.sms },
    {
      ...common,
      id: `${noticeId}/email/${assignee}`,
      channel: 'email',
      subject: form.get('Subject') ?? '',
      text: texts.email,
    },
  ];
}

/** The outbox for people. */
export const outboxPage = (notices: readonly Notice[]) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Outbox · Countersign</title>
    <link rel="stylesheet" href="/style.css" />
  </head>
  <body>
    <header><h1>Outbox</h1><nav><a href="/">Start page</a></nav></header>
    <main>
      <p>What people would have been sent, newest first.</p>
      ${notices.length === 0 ? html`<p class="empty">Nothing was sent yet. <a href="/">Start a run.</a></p>` : ''}
      ${notices.map(
        ({ kind, channel, to, at, subject, text, link }) => html`<article class="card">
          <p class="meta"><span class="tag">${kind}</span> ${channel} to <b>${to}</b> · <time datetime="${at}">${at}</time></p>
          ${subject === undefined ? '' : html`<h2>${subject}</h2>`}
          <pre>${text}</pre>
          ${link === undefined ? '' : html`<p><a href="${link}">Open</a></p>`}
        </article>`,
      )}
    </main>
  </body>
</html>`;
