/** Counts the votes on an approval: which of those that were cast count now, and whether they decide it. */
import type { Act, ReassignAct, VoteAct } from './act.ts';
import { type Needed, neededOf, type Policy } from './policy.ts';

/** How the votes stand. */
export interface Tally {
  /** Those that count, in the order that they were cast. */
  readonly votes: readonly VoteAct[];
  readonly approvals: number;
  readonly rejections: number;
  readonly needed: Needed;
  /** What they come to; absent while neither side has enough. */
  readonly verdict?: 'approved' | 'rejected';
}

/**
 * The votes that count after these acts, each person once. Whoever edits votes for the edited value, and what was voted before
 * is void, since it was on something else; where an editor may not decide, their edit is no vote. A vote that was taken
 * back counts no more, nor does one of somebody whose seat was given to another.
 */
export function tallyOf(policy: Pick<Policy, 'quorum' | 'separation'>, acts: readonly Act[] = []): Tally {
  const needed = neededOf(policy);
  const votes = acts.reduce((counted, act) => after(counted, act, policy), [] as VoteAct[]);
  const rejections = votes.filter(({ action }) => action === 'reject').length;
  const approvals = votes.length - rejections;
  const verdict = approvals >= needed.approvals ? 'approved' : rejections >= needed.rejections ? 'rejected' : undefined;
  return { votes, approvals, rejections, needed, ...(verdict && { verdict }) };
}

function after(votes: VoteAct[], act: Act, { separation }: Pick<Policy, 'separation'>): VoteAct[] {
  switch (act.kind) {
    case 'vote': {
      const others = act.value === undefined ? votes : [];
      const isVoid = act.value !== undefined && act.action !== 'reject' && separation?.includes('editor');
      return isVoid ? others : [...others, act];
    }
    case 'withdraw':
      return votes.filter((vote) => vote.by !== act.of.by || vote.for !== act.of.for);
    case 'reassign':
      return votes.filter((vote) => !lostSeat(vote, act));
    default:
      return votes;
  }
}

/** Where nobody was named, everybody had a seat, until somebody is. */
const lostSeat = ({ as, by, for: absent }: VoteAct, { from, to }: ReassignAct): boolean =>
  from.length === 0 || [as, by, absent].some((name) => name !== undefined && from.includes(name) && !to.includes(name));
