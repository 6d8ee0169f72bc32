/** A notice in words: what a busy person reads in an e-mail, and in one SMS. */

import type { Act } from './act.ts';
import { type Approval, isSettled, proposedNow, type SettledApproval, shownDigest } from './approval.ts';
import { differences, type ValueChange } from './differences.ts';
import { beginningOf, capital } from './in-words.ts';
import type { ApprovalOccasion, Occasion, RunOccasion } from './notice.ts';
import { fromNow, linesOf, timeInWords, withTurnsShown } from './notice-lines.ts';
import { asciiLine, smsOf } from './notice-sms.ts';
import { byWhom } from './picture-words.ts';
import { neededOf } from './policy.ts';
import { type Encoded, shown } from './value.ts';

/** A notice in words. */
export interface NoticeText {
  /** For the subject of an e-mail: ASCII, one line, fewer than 100 characters. */
  subject: string;
  /** Plain text for an e-mail. */
  text: string;
  /** One SMS: at most 160 characters of the GSM alphabet, its link whole. */
  sms: string;
}

/** SNS takes subjects of fewer than 100 characters. */
const SUBJECT = 99;

/** The longest text of details in a notice, so that a message stays far below the 256 KB that SNS takes. */
const MOST_TEXT = 15_000;

const MORE = '… (there is more; follow the link)';

/** What a notice is made of. */
interface Words {
  headline: string;
  /** One or two sentences: what, by whom, until when. */
  gist: string[];
  lines: string[];
  /** What the link does. */
  action: string;
  footer: string[];
}

/** The words of a notice. `link` is where its reader can see more and act. */
export function noticeText(occasion: Occasion, link: string): NoticeText {
  const { headline, gist, lines, action, footer } = 'run' in occasion ? runWords(occasion) : approvalWords(occasion);
  const body = lines.join('\n');
  const details = body.length <= MOST_TEXT ? body : `${beginningOf(body, MOST_TEXT)}\n${MORE}`;
  const parts = [oneLine(headline), gist.map(oneLine).join('\n'), details, `${action}:\n${link}`, footer.join(' - ')];
  return {
    subject: asciiLine(headline, SUBJECT),
    text: parts.filter((part) => part !== '').join('\n\n'),
    sms: smsOf(headline, link),
  };
}

const oneLine = (text: string): string =>
  beginningOf(withTurnsShown(text.replace(/[\s\p{Cc}]+/gu, ' ').trim()), MOST_TEXT);

function approvalWords(occasion: ApprovalOccasion): Words {
  const { kind, approval } = occasion;
  const digest = shownDigest(approval).slice(0, SHORT_DIGEST);
  const footer = [
    `Run ${approval.runId}`,
    `approval ${approval.key}`,
    `workflow ${approval.workflow}`,
    `digest ${digest}`,
  ];
  if (isSettled(approval) && (kind === 'decided' || kind === 'expired')) {
    const headline = `${capital(approval.status)}: ${approval.title}`;
    return { headline, ...settledWords(approval), action: 'See it with its history', footer };
  }
  const { headline, before = [] } = askedAs(occasion);
  return {
    headline,
    gist: [...before, ...askedWords(occasion)],
    lines: [
      ...(approval.reason !== undefined && approval.reason !== approval.title ? linesOf('Why', approval.reason) : []),
      ...block('Proposed', proposedNow(approval)),
      ...block('Details', approval.details),
      ...block('Arguments', approval.pendingArgs),
    ],
    action: 'See all of it and decide',
    footer,
  };
}

/** So much of a digest tells two requests apart at a glance. */
const SHORT_DIGEST = 8;

function askedAs({ kind, approval: { title }, act }: ApprovalOccasion): { headline: string; before?: string[] } {
  if (kind === 'reminder') return { headline: `Still waiting: ${title}` };
  if (kind === 'escalated') return { headline: `Escalated: ${title}` };
  return act ? askedAfter(act, title) : { headline: `Approval needed: ${title}` };
}

function askedAfter(act: Act, title: string): { headline: string; before?: string[] } {
  if (act.kind === 'refused') {
    const before = [`You sent "${act.action}" before it was asked, and it did not count: ${act.why}`];
    return { headline: `Your early decision did not count: ${title}`, before };
  }
  if (act.kind !== 'reassign') return { headline: `Approval needed: ${title}` };
  const before = [`${act.by} handed this on from ${act.from.join(', ')}: ${act.reason}`];
  return { headline: `Handed to you: ${title}`, before };
}

function askedWords({ approval, now }: ApprovalOccasion): string[] {
  const { assignee, requestedBy, expiresAt, onTimeout } = approval;
  const { approvals } = neededOf(approval);
  const who = requestedBy === undefined ? `Workflow ${approval.workflow} asks` : `${requestedBy} asks`;
  const whom = assignee.length > 0 ? assignee.join(', ') : 'anyone';
  const inTime = expiresAt === undefined || now === undefined ? '' : ` (${fromNow(expiresAt, now)})`;
  const until = expiresAt === undefined ? ', without a deadline' : ` by ${timeInWords(expiresAt)}${inTime}`;
  const many = approvals > 1 ? ` It takes ${approvals} approvals.` : '';
  const otherwise = expiresAt === undefined ? '' : ` ${otherwiseOf(onTimeout)}`;
  return [`${who} ${whom} to decide${until}.${many}${otherwise}`];
}

function otherwiseOf(onTimeout: Approval['onTimeout']): string {
  if (!onTimeout) return 'Without an answer it counts as no.';
  if ('approve' in onTimeout) return 'Without an answer it is approved with the declared default.';
  return 'fail' in onTimeout ? 'Without an answer the run fails.' : `Without an answer ${onTimeout.escalate} is asked.`;
}

function settledWords({ status, settlement }: SettledApproval): Pick<Words, 'gist' | 'lines'> {
  const { at, reason, comment, value, originalValue, votes = [] } = settlement;
  return {
    gist: [`${capital(status)}${byWhom(settlement)} on ${timeInWords(at)}.`],
    lines: [
      ...(reason !== undefined ? linesOf('Reason', reason) : []),
      ...(comment !== undefined ? linesOf('Comment', comment) : []),
      ...votes.map(voteLine),
      ...changeLines(originalValue, value),
      ...block('Value', value),
    ],
  };
}

type Vote = NonNullable<SettledApproval['settlement']['votes']>[number];
const voteLine = ({ action, by, for: absent, at }: Vote): string =>
  `Vote: ${action} by ${by}${absent === undefined ? '' : ` for ${absent}`} on ${timeInWords(at)}`;

function changeLines(before: Encoded | undefined, after: Encoded | undefined): string[] {
  if (before === undefined || after === undefined) return [];
  const changes = differences(shown(before), shown(after));
  return changes.length === 0 ? [] : linesOf('Changed', Object.fromEntries(changes.map(changeOf)));
}

const changeOf = ({ path, from, to }: ValueChange): [string, string] => [
  path === '' ? 'value' : path,
  `${inShort(from)} -> ${inShort(to)}`,
];

const inShort = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);

function runWords({ kind, run }: RunOccasion): Words {
  const failed = kind === 'run-failed';
  const error = 'error' in run ? run.error : undefined;
  return {
    headline: `${failed ? 'Run failed' : 'Run needs review'}: ${run.workflow}`,
    gist: [
      failed
        ? 'Retry it once the cause is mended; what succeeded is not run again.'
        : 'It does nothing until a person retries or cancels it.',
    ],
    lines: error
      ? [
          ...linesOf('Error', error.code),
          ...linesOf('Message', error.message),
          ...(error.stepKey !== undefined ? linesOf('Step', error.stepKey) : []),
          ...(error.approvalKey !== undefined ? linesOf('Approval', error.approvalKey) : []),
        ]
      : [],
    action: failed ? 'See where it stopped, and retry it' : 'See what it did, and retry or cancel it',
    footer: [
      `Run ${run.runId}`,
      `workflow ${run.workflow}`,
      `version ${run.version}`,
      ...(run.startedBy !== undefined ? [`started by ${run.startedBy}`] : []),
    ],
  };
}

const block = (name: string, value: Encoded | undefined): string[] =>
  value === undefined ? [] : linesOf(name, shown(value));
