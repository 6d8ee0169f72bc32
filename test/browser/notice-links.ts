/** The links of the notices that the local system has sent. */
import type { Notice } from '../../infra/local/outbox-notices.ts';
import { eventually, type LocalProcess } from '../support/local-process.ts';

/** What the outbox holds, the newest first. */
export async function outboxOf(local: LocalProcess): Promise<Notice[]> {
  const { body } = await local.request('GET', '/outbox');
  return body.items as unknown as Notice[]; // the format of the outbox
}

/** The decision link of a run that a name was sent: a group by the topic, a person by mail. It comes by itself, a moment after the run waits. */
export async function linkSentTo(local: LocalProcess, to: string, runId: string): Promise<string> {
  const isIt = (notice: Notice) =>
    notice.to === to && notice.id.startsWith(`${runId}/`) && notice.link?.includes('/decide/');
  const sent = await eventually(
    () => outboxOf(local),
    (notices) => notices.some(isIt),
  );
  const link = sent.find(isIt)?.link;
  if (link === undefined) throw new Error(`${to} was sent no decision link of ${runId}.`);
  return link;
}
