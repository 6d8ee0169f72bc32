/** Opens a stream: finds out what it is to tell of, whether its opener may read that, and takes note of the connection. */
import { type Actor, keptActor } from '../domain/actor.ts';
import { MOST_OPEN, topicsOf, type Watched } from '../domain/connection.ts';
import { later, timeOf } from '../domain/time.ts';
import { unknownApproval } from './change-approval.ts';
import { inboxesToRead, refuseToRead, refuseToReadRuns } from './may-read.ts';
import { unknownRun } from './read-run.ts';
import { runOfKey } from './run-of-key.ts';
import type { Streamer } from './system.ts';

/** What somebody wants to watch: an approval, by its key alone where one waits under it; a run; or an inbox, by default their own. */
export type Wanted =
  | { approval: { runId?: string | undefined; key: string } }
  | { run: string }
  | { inbox: string | undefined };

/**
 * Opens the stream over a connection. Whoever may not read what they want to watch is refused as over HTTP. The present state is
 * sent by what follows the record of the connection: so nothing that changes meanwhile is missed.
 */
export async function openStream(streamer: Streamer, id: string, wanted: Wanted, actor: Actor): Promise<void> {
  const topics = topicsOf(await watchedBy(streamer, wanted, actor));
  const openedAt = timeOf(streamer.clock.now());
  await streamer.connections.open({ id, topics, by: keptActor(actor), openedAt, until: later(openedAt, MOST_OPEN) });
}

/** What finding out what somebody wants to watch needs. */
export type Finder = Pick<Streamer, 'runs' | 'approvals' | 'delegations' | 'directory' | 'clock'>;

/** What a stream of it tells of. Throws why there is none: it is not there, it could be several, or they may not read it. */
export async function watchedBy(finder: Finder, wanted: Wanted, actor: Actor): Promise<Watched> {
  if ('inbox' in wanted) return { inboxes: await inboxesToRead(finder, actor, wanted.inbox) };
  if ('run' in wanted) {
    refuseToReadRuns(actor);
    if (!(await finder.runs.load(wanted.run))) throw unknownRun(wanted.run);
    return wanted;
  }
  const { key, runId = await runOfKey(finder, key, actor) } = wanted.approval;
  const approval = await finder.approvals.get(runId, key);
  if (!approval) throw unknownApproval({ runId, key });
  await refuseToRead(finder, approval, actor);
  return { approval: { runId, key } };
}
