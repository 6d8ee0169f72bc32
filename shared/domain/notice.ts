/** What people are told: which notice follows from which change, and its words for e-mail and SMS. */
import type { Act } from './act.ts';
import { type Approval, isNoAnswer, isSettled, proposedNow, shownDigest } from './approval.ts';
import type { Change } from './change.ts';
import { noticeId } from './notice-id.ts';
import { neededOf } from './policy.ts';
import type { Run } from './run.ts';
import { shown } from './value.ts';

export const NOTICE_KINDS = [
  'approval-needed',
  'reminder',
  'escalated',
  'decided',
  'expired',
  'run-failed',
  'run-needs-review',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One thing to tell. Delivery is at least once, always under the same `id`. */
export type Occasion =
  | {
      readonly id: string;
      readonly kind: 'approval-needed' | 'reminder' | 'escalated' | 'decided' | 'expired';
      readonly approval: Approval;
      readonly to: string[];
      /** What somebody did, where that is what is told. */
      readonly act?: Act;
    }
  | { readonly id: string; readonly kind: 'run-failed' | 'run-needs-review'; readonly run: Run; readonly to: string[] };

/** Where notices about runs go that nobody in particular was asked about. */
export const OPERATORS = 'operator';

/** What is to be told because of a change; nothing where the change is none (streams repeat themselves). */
export function occasionsOf(change: Change): Occasion[] {
  return change.kind === 'approval' ? ofApproval(change.before, change.after) : ofRun(change.before, change.after);
}

function ofApproval(before: Approval | undefined, after: Approval | undefined): Occasion[] {
  if (!after) return [];
  const same = before?.epoch === after.epoch ? before : undefined;
  if (isSettled(after)) {
    const wasNeverAsked = !same && isNoAnswer(after.settlement);
    if (wasNeverAsked || (same && isSettled(same))) return [];
    const kind = after.settlement.by === 'timeout' ? 'expired' : 'decided';
    return [{ id: noticeId(after, kind), kind, approval: after, to: after.assignee }, ...ofActs(same, after)];
  }
  if (!same) {
    const kind = 'approval-needed';
    return [{ id: noticeId(after, kind), kind, approval: after, to: after.assignee }];
  }
  const events = (after.events ?? []).slice(same.eventsDone, after.eventsDone).map((event, index) => ({
    id: noticeId(after, `event-${same.eventsDone + index + 1}`),
    kind: event.kind === 'remind' ? ('reminder' as const) : ('escalated' as const),
    approval: after,
    to: event.kind === 'remind' ? after.assignee : [...new Set([event.to, ...after.assignee])],
  }));
  return [...events, ...ofActs(same, after)];
}

/** Whom it was handed to is asked; whoever decided too early is told that it did not count, and why. */
function ofActs(before: Approval | undefined, after: Approval): Occasion[] {
  const known = before?.acts?.length ?? 0;
  return (after.acts ?? []).slice(known).flatMap((act, index): Occasion[] => {
    const id = noticeId(after, `act-${known + index + 1}`);
    const kind = 'approval-needed';
    if (act.kind === 'reassign' && !isSettled(after)) return [{ id, kind, approval: after, to: act.to, act }];
    if (act.kind === 'refused') return [{ id, kind, approval: after, to: [act.by], act }];
    return [];
  });
}

function ofRun(before: Run | undefined, after: Run | undefined): Occasion[] {
  if (!after || before?.status === after.status) return [];
  const kind =
    after.status === 'failed' ? 'run-failed' : after.status === 'needs-review' ? 'run-needs-review' : undefined;
  return kind ? [{ id: `${after.runId}/${after.epoch}/${kind}`, kind, run: after, to: [OPERATORS] }] : [];
}

/** A notice in words. */
export interface NoticeText {
  /** For the subject of an e-mail: ASCII, one line, at most 100 characters. */
  subject: string;
  /** Plain text for an e-mail. */
  text: string;
  /** One SMS: at most 160 characters of the GSM alphabet, its link whole. */
  sms: string;
}

/** The words of a notice. `link` is where its reader can see more and act. */
export function noticeText(occasion: Occasion, link: string): NoticeText {
  const { headline, lines } = 'run' in occasion ? runWords(occasion) : approvalWords(occasion);
  const body = lines.join('\n');
  const shownBody = body.length <= MOST_TEXT ? body : `${body.slice(0, MOST_TEXT)}\n… (there is more; follow the link)`;
  return {
    subject: asciiLine(headline, SUBJECT),
    text: [headline.slice(0, MOST_TEXT), '', shownBody, '', link].join('\n'),
    sms: smsOf(headline, link),
  };
}

/** SNS takes subjects of fewer than 100 characters. */
const SUBJECT = 99;

/** The longest text of details in a notice, so that a message stays far below the 256 KB that SNS takes. */
const MOST_TEXT = 15_000;

function approvalWords({ kind, approval, act }: Extract<Occasion, { approval: Approval }>) {
  const { title } = approval;
  const needed = neededOf(approval).approvals;
  const facts = [`Workflow: ${approval.workflow}`, `Run: ${approval.runId}`, `Approval: ${approval.key}`];
  const asked = [
    ...facts,
    `Asked of: ${approval.assignee.join(', ') || 'anyone'}`,
    ...(approval.requestedBy !== undefined ? [`Asked by: ${approval.requestedBy}`] : []),
    ...(approval.expiresAt !== undefined ? [`Decide until: ${approval.expiresAt}`] : []),
    ...(needed > 1 ? [`It takes: ${needed} approvals`] : []),
    ...block('Proposed', proposedNow(approval)),
    ...block('Details', approval.details),
    ...block('Arguments', approval.pendingArgs),
    `Digest: ${shownDigest(approval).slice(0, SHORT_DIGEST)}`,
  ];
  switch (kind) {
    case 'reminder':
      return { headline: `Still waiting: ${title}`, lines: asked };
    case 'escalated':
      return { headline: `Escalated: ${title}`, lines: asked };
    case 'decided':
    case 'expired':
      return { headline: `${capital(approval.status)}: ${title}`, lines: [...facts, ...settledLines(approval)] };
    default:
      if (act?.kind === 'refused')
        return {
          headline: `Your early decision did not count: ${title}`,
          lines: [`You sent "${act.action}" before it was asked: ${act.why}`, '', ...asked],
        };
      if (act?.kind === 'reassign')
        return {
          headline: `Handed to you: ${title}`,
          lines: [`${act.by} handed this on from ${act.from.join(', ')}: ${act.reason}`, '', ...asked],
        };
      return { headline: `Approval needed: ${title}`, lines: asked };
  }
}

/** So much of a digest tells two requests apart at a glance. */
const SHORT_DIGEST = 8;

function settledLines(approval: Approval): string[] {
  if (!isSettled(approval)) return [];
  const { by, for: absent, at, reason, comment, value, votes = [] } = approval.settlement;
  return [
    `${capital(approval.status)} by ${by}${absent === undefined ? '' : ` for ${absent}`} at ${at}`,
    ...votes.map(
      (vote) => `Vote: ${vote.action} by ${vote.by}${vote.for === undefined ? '' : ` for ${vote.for}`} at ${vote.at}`,
    ),
    ...(reason !== undefined ? [`Reason: ${reason}`] : []),
    ...(comment !== undefined ? [`Comment: ${comment}`] : []),
    ...block('Value', value),
  ];
}

function runWords({ kind, run }: Extract<Occasion, { run: Run }>) {
  const headline = kind === 'run-failed' ? `Run failed: ${run.workflow}` : `Run needs review: ${run.workflow}`;
  const error = 'error' in run ? [`Why: ${run.error.message} (${run.error.code})`] : [];
  const next =
    kind === 'run-failed'
      ? 'Retry it once the cause is mended; what succeeded is not run again.'
      : 'It does nothing until a person retries or cancels it.';
  return { headline, lines: [`Run: ${run.runId}`, ...error, next] };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const block = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${name}: ${JSON.stringify(shown(value), null, 2)}`];

/** One line of ASCII: letters lose their accents, anything else becomes `?`. */
export function asciiLine(text: string, most: number): string {
  const line = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[–—]/g, '-')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim();
  if (line.length <= most) return line;
  return most <= 3 ? '' : `${line.slice(0, most - 3).trimEnd()}...`;
}

/** Letters that cost two in the GSM 03.38 alphabet, and those that it does not have. */
const NOT_BASIC = /[\^{}\\[\]~|`]/g;

const SMS = 160;

/** A link that is too long for an SMS gives way to that of the page where everything waits. */
function smsOf(headline: string, link: string): string {
  const url = link.length <= SMS ? link : new URL('/', link).href;
  const words = asciiLine(headline, Math.max(SMS - url.length - 1, 0)).replace(NOT_BASIC, '-');
  return words === '' ? url : `${words} ${url}`;
}
