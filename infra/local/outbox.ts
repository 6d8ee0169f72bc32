/** The outbox of the local system: takes what is published to SNS and mailed by SES, and keeps it. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DataFolder } from './data-folder.ts';
import { mailedNotices, Notice, publishedNotices } from './outbox-notices.ts';

export interface Outbox {
  /** Where the clients of SNS and SES are to send. */
  endpoint: string;
  /** Newest first. */
  list(): Notice[];
  /** Takes what was sent elsewhere. */
  take(notice: Notice): void;
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
  const take = (notice: Notice) => {
    if (keep(notice)) folder.append(FILE, notice);
  };
  const path = `/${randomUUID()}`; // no page of another origin can guess it
  const kindOf = (noticeId: string) =>
    [...notices.values()].find(({ attributes }) => attributes.noticeId === noticeId)?.kind ?? kindIn(noticeId);
  const answer = async (request: IncomingMessage): Promise<{ status: number; type: string; body: string }> => {
    const body = (await buffer(request)).toString();
    const at = clock.now().toISOString();
    if (!request.url?.startsWith(path)) return { status: 404, type: 'text/plain', body: '' };
    if (request.url === `${path}/v2/email/outbound-emails`) {
      for (const notice of mailedNotices(body, at, kindOf)) take(notice);
      return { status: 200, type: 'application/json', body: JSON.stringify({ MessageId: randomUUID() }) };
    }
    for (const notice of publishedNotices(new URLSearchParams(body), at)) take(notice);
    return { status: 200, type: 'text/xml', body: PUBLISHED.replace('ID', randomUUID()) };
  };
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${path}`,
    list: () => [...notices.values()].reverse(),
    take,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const PUBLISHED = '<PublishResponse><PublishResult><MessageId>ID</MessageId></PublishResult></PublishResponse>';

/** The kind is the end of a notice's id, but for reminders, escalations and what people did. */
const kindIn = (noticeId: string): string => {
  const end = noticeId.split('/').at(-1) ?? '';
  if (end.startsWith('act-')) return 'approval-needed';
  return end.startsWith('event-') ? 'reminder' : end;
};
