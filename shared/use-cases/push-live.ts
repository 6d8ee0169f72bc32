/** Tells open pages: the present state to a connection that was opened, and every change after it to whom it concerns. */
import { isStillProven } from '../domain/actor.ts';
import type { Approval } from '../domain/approval.ts';
import type { Change } from '../domain/change.ts';
import {
  type Connection,
  EVERY_INBOX,
  inboxTopicsOf,
  topicOfApproval,
  topicOfRun,
  watchedBy,
  watchedInboxesOf,
} from '../domain/connection.ts';
import { inboxChangeText, inboxText, leavingText, revisionOfRun, runText, statusText } from '../domain/live-text.ts';
import { timeOf } from '../domain/time.ts';
import type { LogFields } from '../ports/log.ts';
import { inTime } from './in-time.ts';
import { inboxesStillRead, mayRead } from './may-read.ts';
import { viewOfRun } from './read-run.ts';
import type { Kept, Live } from './system.ts';
import type { People } from './who-acts.ts';

/** What is read and over what it is told; without `live`, nobody is told. */
export interface Pusher extends Pick<Kept, 'runs' | 'approvals' | 'values' | 'clock' | 'log'>, People {
  readonly live?: Live | undefined;
}

type Pushing = Pusher & { readonly live: Live };

const canPush = (pusher: Pusher): pusher is Pushing => pusher.live !== undefined;

/**
 * Tells whoever watches what changed. Who watches is asked first, and how it stands is read after that: who opened a connection
 * too late to be told here is told at first, and no message is older than the change that it is sent for. A failure is logged
 * and no more: a page whose connection fails connects again, and is told the present state. What hangs is left: were the function
 * to run out of time over it, people would be told again.
 */
export async function pushLive(pusher: Pusher, change: Change): Promise<void> {
  if (!canPush(pusher)) return;
  const subject = change.after ?? change.before;
  const follow = () =>
    change.kind === 'run'
      ? followRun(pusher, change.after?.runId)
      : followApproval(pusher, change.before, change.after);
  const about = { runId: subject?.runId };
  await logged(pusher, 'A change was not told live to all who follow it.', about, () => soon(pusher, follow()));
}

/** Tells a connection that was just opened how things stand that it watches. */
export async function greet(pusher: Pusher, connection: Connection): Promise<void> {
  if (!canPush(pusher)) return;
  const sayHow = async () => {
    const text = await presentText(pusher, connection);
    if (text !== undefined) await send(pusher, connection, text);
  };
  await logged(pusher, NOT_TOLD_AT_FIRST, { connectionId: connection.id }, () => soon(pusher, sayHow()));
}

/** However many follow a change, what asks and tells people waits no longer for it, in ms: pages hear of the next one. */
const LONGEST_PUSH = 10_000;

const soon = ({ clock }: Pushing, telling: Promise<void>): Promise<void> =>
  inTime(telling, LONGEST_PUSH, clock.sleep, 'tell pages');

async function presentText(pusher: Pushing, connection: Connection): Promise<string | undefined> {
  const watched = watchedBy(connection);
  if ('run' in watched) return presentRun(pusher, watched.run);
  if ('inboxes' in watched) {
    const inboxes = watched.inboxes && (await inboxesStillRead(pusher, connection.by, watched.inboxes));
    return inboxes?.length === 0 ? undefined : presentInbox(pusher, inboxes);
  }
  const { runId, key } = watched.approval;
  const approval = await pusher.approvals.get(runId, key);
  return approval && (await mayRead(pusher, approval, connection.by)) ? statusText(approval) : undefined;
}

/** How many approvals an inbox is shown with at first. */
const FIRST_ITEMS = 50;

async function presentInbox({ approvals }: Pushing, assignees: readonly string[] | undefined): Promise<string> {
  const { items, cursor } = await approvals.listPending({ assignees }, { limit: FIRST_ITEMS });
  return inboxText(items, cursor !== undefined);
}

async function presentRun(pusher: Pushing, runId: string): Promise<string | undefined> {
  const [run, asked] = await Promise.all([pusher.runs.load(runId), pusher.approvals.ofRun(runId)]);
  if (!run) return undefined;
  // What is kept outside of a record is larger than any message.
  const view = run.outside ? undefined : await viewOfRun(pusher, run, asked);
  return runText(run, revisionOfRun(run, asked), view);
}

async function followRun(pusher: Pushing, runId: string | undefined): Promise<void> {
  const watchers = runId === undefined ? [] : await pusher.live.connections.watching([topicOfRun(runId)]);
  if (runId !== undefined && watchers.length > 0) await sendTo(pusher, watchers, await presentRun(pusher, runId));
}

async function followApproval(pusher: Pushing, before?: Approval, after?: Approval): Promise<void> {
  const subject = after ?? before;
  if (!subject) return;
  const { runId, key } = subject;
  // The inboxes of both states: who is asked no more is to see it go.
  const inboxes = [before, after].flatMap((one) => (one ? inboxTopicsOf(one) : []));
  const topics = [topicOfRun(runId), topicOfApproval(subject), ...inboxes];
  const watching = await pusher.live.connections.watching(topics);
  if (watching.length === 0) return;
  const those = (kind: 'run' | 'approval' | 'inboxes') => watching.filter((one) => kind in watchedBy(one));
  const [ofRun, ofApproval, ofInboxes] = [those('run'), those('approval'), those('inboxes')];
  const present = ofRun.length < watching.length ? await pusher.approvals.get(runId, key) : undefined;
  const isIn = ({ topics: watched }: Connection) =>
    present !== undefined && inboxTopicsOf(present).some((topic) => watched.includes(topic));
  await Promise.all([
    ofRun.length > 0 && sendTo(pusher, ofRun, await presentRun(pusher, runId)),
    ...ofApproval.map((one) => present && tellReader(pusher, one, present)),
    tellFollowers(pusher, ofInboxes.filter(isIn), [present], present && inboxChangeText(present)),
    // Whoever is asked no more may not read it any more, either.
    tellFollowers(
      pusher,
      ofInboxes.filter((one) => !isIn(one)),
      [before, after],
      leavingText(present ?? subject),
    ),
  ]);
}

/** Tells those who follow inboxes that the approval is in, in one of these states, and may still read one of these inboxes. */
async function tellFollowers(
  pusher: Pushing,
  followers: readonly Connection[],
  states: readonly (Approval | undefined)[],
  text: string | undefined,
): Promise<void> {
  if (text === undefined) return;
  const known = states.filter((one) => one !== undefined);
  await toEach(pusher, followers, async (follower) => {
    const followsAll = follower.topics.includes(EVERY_INBOX);
    const may =
      followsAll || (await inboxesStillRead(pusher, follower.by, watchedInboxesOf(follower, known))).length > 0;
    await (may ? send(pusher, follower, text) : end(pusher, follower));
  });
}

/** Tells how the approval stands; who may not read it any more is told nothing, now and from now on. */
const tellReader = (pusher: Pushing, watcher: Connection, approval: Approval): Promise<void> =>
  toEach(pusher, [watcher], async () => {
    const may = await mayRead(pusher, approval, watcher.by);
    await (may ? send(pusher, watcher, statusText(approval)) : end(pusher, watcher));
  });

async function sendTo(pusher: Pushing, connections: readonly Connection[], text: string | undefined): Promise<void> {
  if (text !== undefined) await toEach(pusher, connections, (one) => send(pusher, one, text));
}

async function toEach(
  pusher: Pushing,
  connections: readonly Connection[],
  tell: (one: Connection) => Promise<void>,
): Promise<void> {
  await Promise.all(connections.map((one) => logged(pusher, NOT_TOLD, { connectionId: one.id }, () => tell(one))));
}

/** Ends what its reader may read no more: their page connects again, and is told what they may read now, or why nothing. */
async function end({ live }: Pushing, { id }: Connection): Promise<void> {
  await live.sockets.end(id);
  await live.connections.close(id);
}

/** A gateway knows nothing of a connection until it has answered who opened it, a moment after its record was written: the waits in ms. */
const ANSWERED_WITHIN = [50, 100, 200, 400, 800];

/** How old a connection is, in ms, that is there if it will ever be. */
const YOUNG = 2_000;

async function send(pusher: Pushing, connection: Connection, text: string): Promise<void> {
  const { live, clock } = pusher;
  const { id, openedAt, by } = connection;
  if (!isStillProven(by, timeOf(clock.now()))) return end(pusher, connection);
  for (const wait of [0, ...ANSWERED_WITHIN]) {
    if (wait > 0) await clock.sleep(wait);
    if ((await live.sockets.send(id, text)) === 'sent') return;
    if (clock.now().getTime() - Date.parse(openedAt) > YOUNG) break;
  }
  await live.connections.close(id);
}

const NOT_TOLD = 'A connection was not told of a change.';
const NOT_TOLD_AT_FIRST = 'A connection was not told how things stand.';

async function logged({ log }: Pusher, whatFailed: string, about: LogFields, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(whatFailed, about, error);
  }
}
