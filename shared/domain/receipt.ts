/** What the person gets who decided, and everybody after them. */
import type { VoteAct } from './act.ts';
import type { Door, Proof } from './actor.ts';
import type { Approval, SettledApproval } from './approval.ts';
import type { CastVote, Settlement } from './decision.ts';
import { differences, type ValueChange } from './differences.ts';
import { goesByVotes, type Needed } from './policy.ts';
import { shown } from './value.ts';
import { tallyOf } from './votes.ts';

/** How the votes stand, as people read it. */
export interface VotesView {
  approvals: number;
  rejections: number;
  /** How many of each end it. */
  needed: Needed;
  /** Those that count. Times are ISO 8601. */
  cast: CastVote[];
}

/** What the person gets who decided, and everybody after them. Times are ISO 8601. */
export interface Receipt {
  runId: string;
  key: string;
  action: Settlement['action'];
  /** How the approval stands: `pending` after a vote that did not decide it, `early` where the run has not come to ask it. */
  status: string;
  value?: unknown;
  /** Of an edit: what was proposed, and what was changed of it. */
  originalValue?: unknown;
  changes?: ValueChange[];
  reason?: string;
  by: string;
  /** Whom they stood in for. */
  for?: string;
  at: string;
  proof: Proof;
  /** Where they came in; absent for the HTTP interface. */
  door?: Door;
  /** Of what was asked; absent where nothing was asked yet. */
  digest?: string;
  votes?: VotesView;
}

/** What was decided. */
export function receiptOf(approval: SettledApproval): Receipt {
  return { ...receiptFor(approval, approval.settlement), ...votesOf(approval) };
}

/** What a vote came to: the same for whoever sends it again. */
export const receiptOfVote = (approval: Approval, vote: VoteAct): Receipt => ({
  ...receiptFor(approval, vote),
  ...votesOf(approval),
});

type Said = Pick<
  Settlement,
  'originalValue' | 'action' | 'value' | 'reason' | 'by' | 'for' | 'at' | 'proof' | 'door' | 'digest'
>;

const receiptFor = ({ runId, key, status }: Approval, said: Said): Receipt => ({
  ...{ runId, key, action: said.action, status },
  ...(said.value !== undefined && { value: shown(said.value) }),
  ...editOf(said),
  ...(said.reason !== undefined && { reason: said.reason }),
  by: said.by,
  ...(said.for !== undefined && { for: said.for }),
  ...{ at: said.at, proof: said.proof },
  ...(said.door !== undefined && { door: said.door }),
  digest: said.digest,
});

const editOf = ({ originalValue, value }: Said) =>
  originalValue === undefined || value === undefined
    ? {}
    : { originalValue: shown(originalValue), changes: differences(shown(originalValue), shown(value)) };

const votesOf = (approval: Approval): { votes?: VotesView } =>
  goesByVotes(approval) ? { votes: votesView(approval) } : {};

/** How the votes on the approval stand, or stood when it was settled. */
export function votesView(approval: Approval): VotesView {
  const { approvals, rejections, needed, votes } = tallyOf(approval, approval.acts);
  return { approvals, rejections, needed, cast: votes.map(castOf) };
}

/** What is told of a vote: neither the value, which all share, nor how it hangs in the record. */
export const castOf = (vote: VoteAct): CastVote => {
  const { action, by, for: absent, at, proof, door, reason, comment } = vote;
  return {
    ...{ action, by, at, proof },
    ...(absent !== undefined && { for: absent }),
    ...(door && { door }),
    ...(reason !== undefined && { reason }),
    ...(comment !== undefined && { comment }),
  };
};
