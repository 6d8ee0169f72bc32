/** Makes the tokens of decision links, and finds out what one opens; it writes nothing. */
import type { Approval } from '../domain/approval.ts';
import { groupNamed } from '../domain/group.ts';
import {
  actorOf,
  type Linked,
  linkedNames,
  linksOf,
  linkText,
  type OpenedLink,
  partsOf,
  tokenOf,
} from '../domain/link.ts';
import { isOutside, outsideOf } from '../domain/outside.ts';
import type { LinkSigner } from '../ports/link-signer.ts';
import { explanationOf } from './explain-approval.ts';
import { viewInFull } from './read-approval.ts';
import type { Kept } from './system.ts';
import type { TableLife } from './table-life.ts';

/** The token of whoever's link to the approval. It says neither whose it is nor what it opens but to who knows the key. */
export const makeToken = async (
  { links, life }: { links: LinkSigner; life?: TableLife | undefined },
  approval: Pick<Approval, 'runId' | 'key'>,
  linked: Linked,
): Promise<string> => tokenOf(await links.mac('link', linkText(approval, linked, life?.generation)), approval.runId);

/** Takes the place of what cannot be read, so that the answer takes as long; no run has such an id. */
const UNREADABLE = { mac: '.', runId: '/' };
const NOBODYS: [{ runId: string; key: string }, Linked] = [
  { runId: '/', key: '/' },
  { kind: 'shared', name: '/' },
];

/** So much of what is asked is shown on a page, in bytes: as HTML it may become several times as large, and Lambda carries 6 MB. */
const MOST_ON_PAGE = 500_000;

/**
 * What the token opens, and who acts by it: the approval as it is asked now, or ended. Undefined for one that is wrong, cut, of
 * another generation of the table, or of somebody who is in none of the groups that are asked any more; none of these can be told from the others.
 */
export async function openLink(kept: Kept, token: string): Promise<OpenedLink | undefined> {
  const { links, life } = kept;
  if (!links) return undefined;
  const { mac, runId } = partsOf(token) ?? UNREADABLE;
  const approvals = await kept.approvals.ofRun(runId);
  let found: { approval: Approval; linked: Linked } | undefined;
  await links.matches('link', linkText(...NOBODYS), mac);
  for (const approval of approvals) {
    for (const linked of await everyLinkOf(kept, approval)) {
      if (await links.matches('link', linkText(approval, linked, life?.generation), mac)) found = { approval, linked };
    }
  }
  if (!found) return undefined;
  const { approval } = found;
  const actor = actorOf(found.linked);
  const [view, explanation] = await Promise.all([
    viewInFull(kept, approval, MOST_ON_PAGE),
    explanationOf(kept, approval, actor),
  ]);
  return { approval, view, explanation, actor, isWhole: bytesOutside(approval) <= MOST_ON_PAGE };
}

async function everyLinkOf({ directory }: Pick<Kept, 'directory'>, approval: Approval): Promise<Linked[]> {
  const names = linkedNames(approval);
  const members = new Map<string, readonly string[]>();
  for (const name of names) {
    const group = groupNamed(name);
    const people = group === undefined ? undefined : await directory.members(group);
    if (group !== undefined && people) members.set(group, people);
  }
  return linksOf(names, members);
}

const bytesOutside = ({ details, pendingArgs }: Approval): number =>
  [details, pendingArgs].reduce(
    (sum, text) => sum + (text !== undefined && isOutside(text) ? outsideOf(text).bytes : 0),
    0,
  );
