/** A notice as a message of Slack: its blocks. */

import type { KnownBlock } from '@slack/web-api';
import { capital } from '../../domain/in-words.ts';
import { linesOf, timeInWords } from '../../domain/notice-lines.ts';
import type {
  ApprovalNeededContext,
  ApprovalResolvedContext,
  RunTroubledContext,
} from '../../ports/notification-channel.ts';

/** What Slack takes: characters of a header, of a text, and of a field; fields of a section. */
const HEADER = 150;
const TEXT = 2_800;
const FIELD = 300;
const FIELDS = 10;

/** So much of a digest tells two requests apart at a glance. */
const SHORT_DIGEST = 8;

/** Text in which nothing is a mention, a link or a format of Slack's. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Text within formatting: what would end it is taken out. */
const plain = (text: string): string => escaped(text.replace(/[*_~`\s]+/g, ' ').trim());

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Formatted as it stands: Slack makes no mention of an `@channel` in it, and no link of the name of a channel. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text: cut(text, TEXT), verbatim: true });

const section = (text: string): KnownBlock => ({ type: 'section', text: mrkdwn(text) });
const header = (text: string): KnownBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: cut(text.replace(/\s+/g, ' ').trim() || '-', HEADER), emoji: false },
});
const context = (parts: readonly string[]): KnownBlock => ({
  type: 'context',
  elements: [mrkdwn(parts.map(plain).join(' · '))],
});

/** The time as each reader's clock shows it. */
const when = (time: string): string =>
  `<!date^${Math.floor(Date.parse(time) / 1000)}^{date_short_pretty}, {time}|${timeInWords(time)}>`;

const HEADLINES = { 'approval-needed': '', reminder: 'Still waiting: ', escalated: 'Escalated: ' };

/** What the message of an open approval shows, with the buttons that the policy takes. */
export function askedBlocks(notice: ApprovalNeededContext): KnownBlock[] {
  const { kind, asked, expiresAt, workflowName, reason, link } = notice;
  const who = asked.requestedBy === undefined ? `Workflow ${workflowName}` : asked.requestedBy;
  const whom = asked.assignee.length > 0 ? asked.assignee.join(', ') : 'anyone';
  const until = expiresAt === undefined ? ', without a deadline' : ` by ${when(expiresAt)}`;
  const why = reason === undefined || reason === asked.title ? '' : escaped(reason);
  const values = [
    ...valueBlocks('Proposed', asked.proposed),
    ...valueBlocks('Details', asked.details),
    ...valueBlocks('Arguments', asked.pendingArgs),
  ];
  const isWhole = why.length <= TEXT && asked.title.length <= HEADER && values.every((one) => one.isWhole);
  return [
    header(`${HEADLINES[kind]}${asked.title}`),
    section(`*${plain(who)}* asks *${plain(whom)}* to decide${until}.`),
    ...(why === '' ? [] : [section(why)]),
    ...values.map(({ block }) => block),
    ...(isWhole ? [] : [context(['It is too long to be shown here in full: open it to approve it'])]),
    { type: 'actions', elements: [...decisionButtons(notice, isWhole), openButton(link)] },
    footer(notice),
  ];
}

/** What it shows once the approval is settled: who decided what, and when. */
export function settledBlocks(notice: ApprovalResolvedContext): KnownBlock[] {
  const { action, actorId, resolvedAt, reason, asked, link } = notice;
  const by = actorId === undefined ? '' : ` by ${plain(actorId)}`;
  return [
    header(asked.title),
    section(`*${capital(action)}*${by} on ${when(resolvedAt)}.`),
    ...(reason === undefined ? [] : [section(`Reason: ${escaped(reason)}`)]),
    { type: 'actions', elements: [openButton(link)] },
    footer(notice),
  ];
}

/** What it shows once the run asks something else in its place. */
export const replacedBlocks = (title: string): KnownBlock[] => [
  header(title),
  section('The run asked this anew; see the message that came after this one.'),
];

/** A run that has failed or needs review. */
export function troubledBlocks({ kind, workflowName, runId, error, link }: RunTroubledContext): KnownBlock[] {
  const what = kind === 'run-failed' ? 'Run failed' : 'Run needs review';
  return [
    header(`${what}: ${workflowName}`),
    ...(error ? [section(`\`${plain(error.code)}\` ${escaped(error.message)}`)] : []),
    { type: 'actions', elements: [openButton(link)] },
    context([`workflow ${workflowName}`, `run ${runId}`]),
  ];
}

const footer = ({ workflowName, runId, asked }: ApprovalNeededContext | ApprovalResolvedContext): KnownBlock =>
  context([`workflow ${workflowName}`, `run ${runId}`, `digest ${asked.digest.slice(0, SHORT_DIGEST)}`]);

const isFlat = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length <= FIELDS &&
  Object.entries(value).every(
    ([field, item]) =>
      typeof item !== 'object' &&
      !(typeof item === 'string' && item.includes('\n')) &&
      fieldText(field, item).length <= FIELD,
  );

const fieldText = (field: string, item: unknown): string => `*${plain(field)}*\n${escaped(String(item))}`;

/** A part of a message, and whether it shows all that there is. */
interface Part {
  readonly block: KnownBlock;
  readonly isWhole: boolean;
}

/** Few names with short values stand beside each other, anything else as lines. */
function valueBlocks(name: string, value: unknown): Part[] {
  if (value === undefined) return [];
  if (isFlat(value) && Object.keys(value).length > 0) {
    const fields = Object.entries(value).map(([field, item]) => mrkdwn(fieldText(field, item)));
    return [section(`*${name}*`), { type: 'section' as const, fields }].map((block) => ({ block, isWhole: true }));
  }
  const lines = escaped(linesOf(name, value).join('\n')).replaceAll('```', "'''");
  const most = TEXT - 10;
  return [{ block: section(`\`\`\`${cut(lines, most)}\`\`\``), isWhole: lines.length <= most }];
}

type Button = Extract<Extract<KnownBlock, { type: 'actions' }>['elements'][number], { type: 'button' }>;

const button = (id: string, text: string, more: Partial<Button>): Button => ({
  type: 'button',
  action_id: `countersign.${id}`,
  text: { type: 'plain_text', text },
  ...more,
});

const openButton = (url: string): Button => button('open', 'Open', { url });

/**
 * A message shows that somebody of this workspace acts, which is not enough where a token is asked for. Nobody approves in it
 * what it cuts short.
 */
function decisionButtons({ runId, approvalKey: key, asked }: ApprovalNeededContext, isWhole: boolean): Button[] {
  if (asked.proof === 'iam-or-jwt') return [];
  const value = JSON.stringify({ runId, key, digest: asked.digest });
  return [
    ...(isWhole && asked.takes.includes('approve') ? [button('approve', 'Approve', { style: 'primary', value })] : []),
    ...(asked.takes.includes('reject') ? [button('reject', 'Reject', { style: 'danger', value })] : []),
  ];
}
