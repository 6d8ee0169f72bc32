/** Decision links: what stands in a token, whom an approval's links can be of, and who acts by one. */
import { type Actor, byLink, byShared, isSharedLink } from './actor.ts';
import type { Approval } from './approval.ts';
import type { ApprovalView } from './approval-view.ts';
import type { Explanation } from './explanation.ts';
import { groupNamed, isPerson, nameOf } from './group.ts';
import { NO_RUN, RunId } from './ids.ts';

/**
 * Whose a link is: `shared` by everybody who reads what a name is sent, or `personal`, of one who is named or in a group that
 * is. A person has both where they are named: what is sent to many is one text, and its link is one.
 */
export interface Linked {
  readonly kind: 'shared' | 'personal';
  readonly name: string;
}

/** What a link opens: the approval in full, and what whoever holds the link may do with it. */
export interface OpenedLink {
  readonly approval: Approval;
  readonly view: ApprovalView;
  readonly explanation: Explanation;
  readonly actor: Actor;
  /** False where what is asked is too large to be shown on a page: nobody decides what they were not shown. */
  readonly isWhole: boolean;
}

/** Key id and MAC, as base64url, which fill their characters. */
const MAC = /^[A-Za-z0-9_-]{26}$/;
const MAC_LENGTH = 26;

/** Our own run ids: so long are they without what they all begin with. */
const OWN = /^run_([0-9a-hjkmnp-tv-z]{26})$/;
const OWN_REST = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** Stands before a run's id that somebody else chose. A dot, since it costs one character in an SMS. */
const FOREIGN = '.';

/** The token: the MAC, then the run. At most 60 characters with a run id of our own, so that an SMS holds it. */
export const tokenOf = (mac: string, runId: string): string => `${mac}${OWN.exec(runId)?.[1] ?? `${FOREIGN}${runId}`}`;

/** What stands in a token; undefined where it is none. */
export function partsOf(token: string): { mac: string; runId: string } | undefined {
  const [mac, rest] = [token.slice(0, MAC_LENGTH), token.slice(MAC_LENGTH)];
  if (!MAC.test(mac)) return undefined;
  if (OWN_REST.test(rest)) return { mac, runId: `run_${rest}` };
  const runId = rest.slice(FOREIGN.length);
  const isForeign = rest.startsWith(FOREIGN) && RunId.safeParse(runId).success && !OWN.test(runId);
  return isForeign && runId !== NO_RUN ? { mac, runId } : undefined;
}

/**
 * What the MAC of a link is over. With the generation of the table, so that a link that was made in another life of it, which may ask
 * something else by now, opens nothing.
 */
export const linkText = (
  { runId, key }: Pick<Approval, 'runId' | 'key'>,
  { kind, name }: Linked,
  generation?: string,
): string => JSON.stringify([runId, key, kind, nameOf(name), ...(generation === undefined ? [] : [generation])]);

/** Who acts by a link. */
export const actorOf = ({ kind, name }: Linked): Actor => (kind === 'shared' ? byShared : byLink)(nameOf(name));

/**
 * The names that are told of an approval with a link to decide it: all that it was ever asked of. Who was refused an early
 * decision because they are none of these is told that, and no more.
 */
export function linkedNames(approval: Approval): string[] {
  const { acts = [], assignee, atFirst, events = [], onTimeout, runId } = approval;
  if (runId === NO_RUN) return [];
  const escalated = [...events, ...(atFirst?.events ?? [])].flatMap((event) =>
    event.kind === 'escalate' ? [event.to] : [],
  );
  const atLast = [onTimeout, atFirst?.onTimeout].flatMap((end) => (end && 'escalate' in end ? [end.escalate] : []));
  const acted = acts.flatMap((act) => {
    if (act.kind === 'reassign') return [...act.from, ...act.to];
    return act.kind === 'refused' && act.code !== 'not-allowed' ? [act.by] : [];
  });
  const names = [...assignee, ...(atFirst?.assignee ?? []), ...escalated, ...atLast, ...acted];
  return [...new Set(names)].filter(isLinkable);
}

/** No person is called as a shared link is, whatever a workflow or a directory says. */
const isLinkable = (name: string): boolean => !isSharedLink(name);

/** Whose every link of an approval can be; `members` are those of the groups among its names, where they are known. */
export function linksOf(names: readonly string[], members: ReadonlyMap<string, readonly string[]>): Linked[] {
  const people = names.flatMap((name) => (isPerson(name) ? [name] : (members.get(groupNamed(name) ?? '') ?? [])));
  return [
    ...names.map((name): Linked => ({ kind: 'shared', name })),
    ...[...new Set(people)].filter(isLinkable).map((name): Linked => ({ kind: 'personal', name })),
  ];
}
