/** A connection to the stream: who opened it, what it watches, and which changes that concerns. */
import * as z from 'zod/mini';
import { KeptActor } from './actor.ts';
import type { Approval } from './approval.ts';
import { Time } from './time.ts';

/** A connection, from its opening until it is closed, or until its gateway ends it. */
export const Connection = z.object({
  /** As the gateway names it. */
  id: z.string(),
  topics: z.array(z.string()),
  /** Whose it is. */
  by: KeptActor,
  openedAt: Time,
  /** The gateway keeps none for longer. */
  until: Time,
});
export type Connection = z.infer<typeof Connection>;

/** How long the gateway keeps a connection, in ms. */
export const MOST_OPEN = 2 * 60 * 60 * 1000;

/** What watches every inbox; no inbox has this topic, whatever its owner is called. */
export const EVERY_INBOX = 'inboxes';

const INBOX = 'inbox:';

export const topicOfApproval = ({ runId, key }: Pick<Approval, 'runId' | 'key'>): string => `approval:${runId}/${key}`;
export const topicOfRun = (runId: string): string => `run:${runId}`;
export const topicOfInbox = (assignee: string): string => `${INBOX}${assignee}`;

/** What a topic is of: those of a run and of what it asks are of the run; every other is by itself. */
export function subjectOfTopic(topic: string): string {
  const watched = watchedBy({ topics: [topic] });
  return 'approval' in watched ? topicOfRun(watched.approval.runId) : topic;
}

/** The topics of the inboxes that the approval is in while it is pending. */
export const inboxTopicsOf = ({ assignee }: Pick<Approval, 'assignee'>): string[] => [
  EVERY_INBOX,
  ...assignee.map(topicOfInbox),
];

/** What a connection watches, taken apart again. */
export type Watched =
  | { approval: { runId: string; key: string } }
  | { run: string }
  /** Whose inboxes; `undefined`: everybody's. */
  | { inboxes: readonly string[] | undefined };

export function watchedBy({ topics }: Pick<Connection, 'topics'>): Watched {
  const [first = ''] = topics;
  const name = first.slice(first.indexOf(':') + 1);
  if (first.startsWith('run:')) return { run: name };
  if (first.startsWith('approval:')) {
    const at = name.indexOf('/');
    return { approval: { runId: name.slice(0, at), key: name.slice(at + 1) } };
  }
  return { inboxes: topics.includes(EVERY_INBOX) ? undefined : topics.map((topic) => topic.slice(INBOX.length)) };
}

/** Those of the inboxes that a connection watches by their names which one of the approvals is in. */
export const watchedInboxesOf = (connection: Connection, approvals: readonly Pick<Approval, 'assignee'>[]): string[] =>
  connection.topics.flatMap((topic) =>
    approvals.flatMap(({ assignee }) => assignee.filter((name) => topicOfInbox(name) === topic)),
  );

export function topicsOf(watched: Watched): string[] {
  if ('run' in watched) return [topicOfRun(watched.run)];
  if ('approval' in watched) return [topicOfApproval(watched.approval)];
  return watched.inboxes?.map(topicOfInbox) ?? [EVERY_INBOX];
}

/** Those that watch one of the topics. */
export const watchersAmong = (connections: Connection[], topics: readonly string[]): Connection[] =>
  connections.filter((one) => one.topics.some((topic) => topics.includes(topic)));
