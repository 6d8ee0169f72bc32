/** Says in words why somebody is asked, who else is, and what happens when. */
import type { Actor } from './actor.ts';
import { type Approval, isSettled, type PendingApproval, proposedOf, shownDigest } from './approval.ts';
import { isOwnEdit, voteOf } from './cast-vote.ts';
import type { Action } from './decision.ts';
import { isOutside } from './outside.ts';
import { type LeastProof, namedIn, neededOf, type Seat } from './policy.ts';
import { type VotesView, votesView } from './receipt.ts';
import { shown } from './value.ts';

/** Something that time will bring, unless somebody decides before. `at` is ISO 8601. */
export interface Upcoming {
  at: string;
  what: 'reminder' | 'escalation' | 'timeout';
  /** What happens then, in one sentence. */
  words: string;
}

/** Why somebody is asked, who else is, and what happens when. Times are ISO 8601. */
export interface Explanation {
  runId: string;
  key: string;
  title: string;
  status: Approval['status'];
  you: {
    id: string;
    mayDecide: boolean;
    /** In one sentence: why they may decide, or why not. */
    why: string;
    /** What they may do now. */
    actions: (Action | 'comment' | 'reassign' | 'withdraw')[];
  };
  /** Who is asked; of a group, the people in it where they are known. */
  asked: { name: string; people?: string[] }[];
  /** Who may decide, where that is not who is asked. */
  approvers?: { name: string; people?: string[] }[];
  /** How it is decided, in one sentence. */
  decided: string;
  votes: VotesView;
  next: Upcoming[];
  digest: string;
}

/** What is known of whoever asks for an explanation. */
export interface Asker {
  readonly actor: Actor;
  /** What lets them decide; or the sentence that says why they may not. */
  readonly seat: Seat | string;
}

/** The explanation; `people` says who is in a group, where that is known. */
export function explain(
  approval: Approval,
  asker: Asker,
  people: (name: string) => readonly string[] | undefined,
): Explanation {
  const { runId, key, title, status, approvers } = approval;
  const listed = (names: readonly string[]) =>
    names.map((name) => {
      const known = people(name);
      return { name, ...(known && { people: [...known] }) };
    });
  return {
    ...{ runId, key, title, status },
    you: youOf(approval, asker),
    asked: listed(approval.assignee),
    ...(approvers && { approvers: listed(approvers) }),
    decided: howDecided(approval),
    votes: votesView(approval),
    next: isSettled(approval) ? [] : upcoming(approval),
    digest: shownDigest(approval),
  };
}

function youOf(approval: Approval, { actor, seat }: Asker): Explanation['you'] {
  const { id } = actor;
  if (typeof seat === 'string') return { id, mayDecide: false, why: seat, actions: [] };
  if (isSettled(approval)) {
    const { status, settlement } = approval;
    return { id, mayDecide: false, why: `It was ${status} by ${settlement.by}.`, actions: [] };
  }
  const whose = seat.for === undefined ? 'You are' : `You stand in for ${seat.for}, who is`;
  const anybody =
    namedIn(approval).length > 0 ? 'On this machine everybody counts as asked.' : 'Anybody who is known may decide.';
  const why = seat.as === undefined ? anybody : `${whose} asked as ${seat.as}.`;
  const vote = voteOf(approval, { actor, seat });
  if (vote)
    return {
      id,
      mayDecide: false,
      why: `You voted ${vote.action}.`,
      actions: ['withdraw', 'comment', 'reassign'],
    };
  const mayApprove = !isOwnEdit(approval, { actor, seat });
  const asked = proposedOf(approval);
  const mayEdit = asked === undefined || !isOutside(asked);
  const taken = approval.allow ?? (['approve', 'reject', 'edit', 'cancel'] as const);
  return {
    id,
    mayDecide: true,
    why,
    actions: [
      ...taken.filter((action) => (mayApprove || action !== 'approve') && (mayEdit || action !== 'edit')),
      'comment',
      'reassign',
    ],
  };
}

function howDecided(approval: Approval): string {
  const { approvals, rejections } = neededOf(approval);
  const who = namedIn(approval).join(', ') || 'anybody who is known';
  const much =
    approvals === 1 && rejections === 1
      ? `The first decision of ${who} counts`
      : `It takes ${plural(approvals, 'approval')} of ${who}; ${plural(rejections, 'rejection')} ${rejections === 1 ? 'ends' : 'end'} it`;
  const separated = (approval.separation ?? []).map((one) =>
    one === 'requester'
      ? `${approval.requestedBy ?? 'who started the run'} may not decide`
      : 'who edits needs the yes of somebody else',
  );
  return `${[much, ...separated, ...(approval.proof ? [PROOF[approval.proof]] : [])].join('; ')}.`;
}

const PROOF: Record<LeastProof, string> = {
  any: 'any proof of who decides is taken',
  identified: 'it must be shown which person decides',
  'iam-or-jwt': 'only a signed request or a token counts',
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function upcoming(approval: PendingApproval): Upcoming[] {
  const events = (approval.events ?? [])
    .slice(approval.eventsDone)
    .map(
      (event): Upcoming =>
        event.kind === 'remind'
          ? { at: event.at, what: 'reminder', words: `Whoever is asked is reminded.` }
          : { at: event.at, what: 'escalation', words: `${event.to} is asked as well.` },
    );
  const { expiresAt } = approval;
  if (expiresAt === undefined) return events;
  return [...events, { at: expiresAt, what: 'timeout', words: timeoutWords(approval) }];
}

function timeoutWords({ onTimeout }: PendingApproval): string {
  if (!onTimeout) return 'It counts as rejected.';
  if ('approve' in onTimeout) return `It counts as approved with ${JSON.stringify(shown(onTimeout.approve))}.`;
  if ('escalate' in onTimeout) return `${onTimeout.escalate} is asked as well, and the time starts anew, once.`;
  return 'The run fails.';
}
