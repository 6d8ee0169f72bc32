/** How an approval stands, and why a decision was refused, in words for people. */
import type { ApprovalStatus } from '../domain/approval-status.ts';
import { capital } from '../domain/in-words.ts';
import type { LiveStatus } from '../domain/live-message.ts';
import type { VotesView } from '../domain/receipt.ts';
import { firstDecision, type OwnDecision } from './own-decision.ts';
import type { Problem } from './problem-error.ts';

/** A time (ISO 8601) as people in the page's place write it; in a zone of its own, where one is given. */
export const timeInWords = (time: string, timeZone?: string): string => {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(date);
};

/** The zone of the page's place, such as `Europe/Berlin`. */
export const zoneOfPage = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How it ended: who, what, when and why. */
export function endingInWords(status: Exclude<ApprovalStatus, { status: 'pending' }>): string {
  const when = `at ${timeInWords(status.at)}`;
  const why = status.reason ? `: ${status.reason}` : '';
  switch (status.status) {
    case 'approved':
      return `Approved by ${status.by} ${when}`;
    case 'edited':
      return `Approved with changes by ${status.by} ${when}`;
    case 'rejected':
      return `Rejected by ${status.by} ${when}${why}`;
    case 'expired':
      return `Expired ${when}: nobody decided in time`;
    case 'cancelled':
      return `Cancelled by ${status.by} ${when}${why}`;
    case 'superseded':
      return `Asked anew ${when}: this needs no decision any more`;
  }
}

const DONE: Record<string, string> = {
  approved: 'approved',
  edited: 'approved this with changes',
  rejected: 'rejected',
  cancelled: 'cancelled',
};

/** Why a decision was refused, with who was first and what they decided. */
export function refusalInWords({ code, detail, decision }: Problem): string {
  if (decision && code === 'expired') return `This expired at ${timeInWords(decision.at)}; nothing was changed.`;
  // The user's own vote that counts already decides nothing.
  if (decision && decision.status !== 'pending') {
    const what = DONE[decision.status] ?? `made this ${decision.status}`;
    const object = what.includes('this') ? '' : ' this';
    const why = decision.reason ? ` (${decision.reason})` : '';
    return `${decision.by} ${what}${object} at ${timeInWords(decision.at)}${why}; nothing was changed.`;
  }
  return code === 'offline' ? sentence(detail) : `${sentence(detail)} Nothing was changed.`;
}

/** Why nothing is known of an approval; of several, which they are, and how the page says the one that it means. */
export function unreadInWords({ code, detail, runs = [] }: Problem, approvalKey: string): string {
  if (code !== 'ambiguous-key' || runs.length === 0) return sentence(detail);
  return `Several runs wait under the key “${approvalKey}”: ${runs.join(', ')}. The page has to say which one it means, as in “${runs[0]}/${approvalKey}”.`;
}

/** What is to be said while nothing is heard. */
export const offlineInWords = (status: LiveStatus | undefined): string =>
  `${status ? 'Not connected: what you see may be out of date.' : 'Not connected.'} Connecting again …`;

/** With a capital and a full stop, so that another one can follow. What begins with the name of a field keeps it as it is. */
function sentence(words: string): string {
  const ended = /[.!?…]$/.test(words) ? words : `${words}.`;
  return /^[a-z]+ /.test(ended) ? capital(ended) : ended;
}

/** How the votes stand. */
export function votesInWords({ approvals, needed, cast }: VotesView): string {
  const who = cast.map(({ by, action }) => `${by}: ${action}`).join(', ');
  return `${approvals} of ${needed.approvals} approvals${who ? ` (${who})` : ''}`;
}

/** What is to be said of the approval, and of what the user did to it. */
export function standingInWords(status: LiveStatus | undefined, decision: OwnDecision): string {
  if (decision.state === 'sent') return 'Sending your decision …';
  if (status && status.status !== 'pending') return endingInWords(status);
  if (firstDecision(decision)) return 'Somebody else was first';
  if (decision.state === 'decided') return `You decided this: it is ${decision.receipt.status}.`;
  if (decision.state === 'counted') {
    const { votes } = decision.receipt;
    return votes ? `Your vote counts: ${votesInWords(votes)}.` : 'Your decision counts.';
  }
  return status ? 'Waits for a decision' : 'Loading …';
}
