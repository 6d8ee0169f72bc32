/** Tells open pages: the present state to a connection that was opened, and every change after it to whom it concerns. */
import type { Approval } from '../domain/approval.ts';
import type { Change } from '../domain/change.ts';
import { type Connection, inboxTopicsOf, topicOfApproval, topicOfRun, watchedBy } from '../domain/connection.ts';
import { inboxChangeText, inboxText, leavingText, revisionOfRun, runText, statusText } from '../domain/live-text.ts';
import { inTime } from './in-time.ts';
import { mayRead } from './may-read.ts';
import { viewOfRun } from './read-run.ts';
import type { Kept, Live } from './system.ts';
import type { People } from './who-acts.ts';

/** What is read and over what it is told; without `live`, nobody is told. */
export interface Pusher extends Pick<Kept, 'runs' | 'approvals' | 'values' | 'clock'>, People {
  readonly live?: Live | undefined;
}

type Pushing = Pusher & { readonly live: Live };

const canPush = (pusher: Pusher): pusher is Pushing => pusher.live !== undefined;

/**
 * Tells whoever watches what changed. Who watches is asked first, and how it stands is read after that: who opened a connection
 * too late to be told here is told at first, and no message is older than the change that it is sent for. A failure is logged
 * and no more: a page whose connection fails connects again, and is told the present state.
 */
export async function pushLive(pusher: Pusher, change: Change): Promise<void> {
  if (!canPush(pusher)) return;
  const subject = change.after ?? change.before;
  const follow =
    change.kind === 'run'
      ? () => followRun(pusher, change.after?.runId)
      : () => followApproval(pusher, change.before, change.after);
  await logged(`A change of run ${subject?.runId} was not told live to all who follow it.`, () =>
    inTime(follow(), LONGEST_TELLING, pusher.clock.sleep, 'tell all pages that follow it'),
  );
}

/** However many follow a change, what asks and tells people waits no longer for it, in ms: pages hear of the next one. */
const LONGEST_TELLING = 20_000;

/** Tells a connection that was just opened how things stand that it watches. */
export async function greet(pusher: Pusher, connection: Connection): Promise<void> {
  if (!canPush(pusher)) return;
  await logged(`Connection ${connection.id} was not told how things stand.`, async () => {
    const text = await presentText(pusher, connection);
    if (text !== undefined) await send(pusher, connection, text);
  });
}

async function presentText(pusher: Pushing, connection: Connection): Promise<string | undefined> {
  const watched = watchedBy(connection);
  if ('run' in watched) return presentRun(pusher, watched.run);
  if ('inboxes' in watched) return presentInbox(pusher, watched.inboxes);
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
    sendTo(pusher, ofInboxes.filter(isIn), present && inboxChangeText(present)),
    // Whoever is asked no more may not read it any more, either.
    sendTo(
      pusher,
      ofInboxes.filter((one) => !isIn(one)),
      leavingText(present ?? subject),
    ),
  ]);
}

/** Tells how the approval stands; who may not read it any more is told nothing, now and from now on. */
const tellReader = (pusher: Pushing, watcher: Connection, approval: Approval): Promise<void> =>
  logged(`Connection ${watcher.id} was not told of a change.`, async () => {
    const may = await mayRead(pusher, approval, watcher.by);
    await (may ? send(pusher, watcher, statusText(approval)) : pusher.live.connections.close(watcher.id));
  });

async function sendTo(pusher: Pushing, connections: readonly Connection[], text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await Promise.all(
    connections.map((one) => logged(`Connection ${one.id} was not told of a change.`, () => send(pusher, one, text))),
  );
}

/** A gateway knows nothing of a connection until it has answered who opened it, a moment after its record was written: the waits in ms. */
const ANSWERED_WITHIN = [50, 100, 200, 400, 800];

/** How old a connection is, in ms, that is there if it will ever be. */
const YOUNG = 2_000;

async function send({ live, clock }: Pushing, { id, openedAt }: Connection, text: string): Promise<void> {
  for (const wait of [0, ...ANSWERED_WITHIN]) {
    if (wait > 0) await clock.sleep(wait);
    if ((await live.sockets.send(id, text)) === 'sent') return;
    if (clock.now().getTime() - Date.parse(openedAt) > YOUNG) break;
  }
  await live.connections.close(id);
}

async function logged(whatFailed: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(whatFailed, error);
  }
}
