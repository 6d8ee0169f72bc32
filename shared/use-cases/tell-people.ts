/** Tells people of a change: words it for each of them, and hands it to every channel. */
import { isSettled } from '../domain/approval.ts';
import type { Change } from '../domain/change.ts';
import { failedDelivery } from '../domain/delivery.ts';
import { groupNamed, isPerson } from '../domain/group.ts';
import { type Linked, linkedNames } from '../domain/link.ts';
import { type Occasion, occasionsOf } from '../domain/notice.ts';
import { noticeText } from '../domain/notice-words.ts';
import { timeOf } from '../domain/time.ts';
import type { Directory } from '../ports/directory.ts';
import type { Addressee, NoticeContext, Worded } from '../ports/notification-channel.ts';
import { noteFailed } from './note-undelivered.ts';
import { contextOf, type Words } from './notice-context.ts';
import { makeToken } from './open-link.ts';
import type { Teller } from './system.ts';
import { takeBackUnread } from './take-back-unread.ts';
import { namedChannels, tellOver, tellTrying } from './tell-over.ts';

/**
 * Tells what is to be told because of a change. Telling it again tells it under the same id. All is worded before anything is told:
 * where that fails, nobody was told yet.
 */
export async function tellPeople(teller: Teller, change: Change): Promise<void> {
  const now = timeOf(teller.clock.now());
  const wording = occasionsOf(change).map(async (told) => {
    const occasion = { ...told, now };
    return { occasion, context: await contextFor(teller, occasion) };
  });
  const worded = await Promise.all(wording);
  await Promise.all(worded.map(({ occasion, context }) => context && tell(teller, occasion, context)));
}

/** What every channel is told of the occasion; undefined where there is no channel. */
export async function contextFor(teller: Teller, occasion: Occasion): Promise<NoticeContext | undefined> {
  if (teller.channels.length === 0) return undefined;
  return contextOf(occasion, await wordsFor(teller, occasion), teller.values);
}

/**
 * Tells over every channel; one that fails keeps no other from telling. What it was to tell is kept and told again later; a process
 * that keeps nothing is told by an error, and follows the change again.
 */
async function tell(teller: Teller, occasion: Occasion, context: NoticeContext): Promise<void> {
  const named = namedChannels(teller.channels);
  const { deliveries } = teller;
  if (deliveries) {
    await Promise.all(
      named.map(async (channel) => {
        const failure = await tellTrying(teller.clock, channel, context);
        if (!failure) return takeBackUnread(teller, channel.name, occasion);
        const delivery = failedDelivery(occasion, failure, timeOf(teller.clock.now()));
        await deliveries.keep(delivery);
        noteFailed(teller, delivery, failure.error);
      }),
    );
    return;
  }
  const results = await Promise.allSettled(named.map((channel) => tellOver(channel, context)));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(failed, `Notice ${occasion.id} failed on ${failed.length} of ${named.length} channels.`);
}

/** The notice in words: for nobody in particular, and for each name that is told and the people whom it stands for. */
async function wordsFor(teller: Teller, occasion: Occasion): Promise<Words> {
  const { directory, publicUrl, inboxUrl = publicUrl } = teller;
  // Without an inbox there is nothing that shows it to everybody; over HTTP it is there.
  const link = placeOf(occasion, inboxUrl === false ? publicUrl : `${inboxUrl}/#`);
  const { subject, text, sms } = noticeText(occasion, link);
  const worded: Worded = { link, text, sms };
  const wordsOf = decidable(teller, occasion, worded);
  const addressees = occasion.to.map(async (name): Promise<Addressee> => {
    const people = await peopleOf(directory, name);
    const readers = people.map(async (id) => ({ id, ...(await wordsOf({ kind: 'personal', name: id }, name)) }));
    return { name, ...(await wordsOf({ kind: 'shared', name }, name)), people: await Promise.all(readers) };
  });
  return { noticeId: occasion.id, to: occasion.to, addressees: await Promise.all(addressees), subject, ...worded };
}

/** The fewest characters that a link leaves to the words of an SMS; a longer one gives way to that of the inbox. */
const LEAST_WORDS = 40;
const SMS = 160;

/**
 * Words the notice for whoever it is for: with a link to decide by, where there is something to decide and there are links. Without an
 * inbox, that shows what was decided as well.
 */
function decidable({ links, life, publicUrl, inboxUrl }: Teller, occasion: Occasion, inbox: Worded) {
  const isOver = 'run' in occasion || (isSettled(occasion.approval) && inboxUrl !== false);
  const asked = isOver ? undefined : occasion.approval;
  const linked = asked && linkedNames(asked);
  return async (whose: Linked, name: string): Promise<Worded> => {
    if (!links || !asked || !linked?.includes(name)) return inbox;
    const link = `${publicUrl}/decide/${await makeToken({ links, life }, asked, whose)}`;
    const { text, sms } = noticeText(occasion, link);
    const givesWay = SMS - link.length - 1 < LEAST_WORDS && inboxUrl !== false;
    return { link, text, sms: givesWay ? inbox.sms : sms };
  };
}

/** The people whom a name stands for; nobody where it is a group that the directory does not know. */
async function peopleOf(directory: Directory, name: string): Promise<readonly string[]> {
  if (isPerson(name)) return [name];
  const group = groupNamed(name);
  return (group !== undefined && (await directory.members(group))) || [];
}

/** Where what a notice is about is shown, behind the inbox's address or that of the HTTP interface. */
const placeOf = (occasion: Occasion, base: string): string =>
  'run' in occasion
    ? `${base}/runs/${encodeURIComponent(occasion.run.runId)}`
    : `${base}/approvals/${encodeURIComponent(occasion.approval.runId)}/${encodeURIComponent(occasion.approval.key)}`;
