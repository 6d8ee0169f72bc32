/** A notice as a message of Slack: its blocks. */

import type { KnownBlock, RichTextElement } from '@slack/web-api';
import { beginningOf, capital } from '../../domain/in-words.ts';
import { linesOf, timeInWords, withTurnsShown } from '../../domain/notice-lines.ts';
import { isNobody } from '../../domain/system-name.ts';
import type {
  ApprovalNeededContext,
  ApprovalResolvedContext,
  RunTroubledContext,
} from '../../ports/notification-channel.ts';

/** What Slack takes: characters of a header and of a text; and what is short enough to stand beside its name, and how much of it. */
const HEADER = 150;
const TEXT = 2_800;
const FIELD = 300;
const FIELDS = 10;

/**
 * Slack refuses a message whose blocks are long together, and does not say from where on. With 13,000 characters of text it did so in
 * https://github.com/slackapi/bolt-js/issues/2509, and with 11,300 in many blocks in https://github.com/slackapi/bolt-js/issues/2867, which
 * were 17,700 of JSON. This much JSON was taken in each.
 */
const MESSAGE = 12_000;

/** How much of each text is shown where the message is too long otherwise. */
const SHORTER = [1_600, 800, 300];

/** So much of a digest tells two requests apart at a glance. */
const SHORT_DIGEST = 8;

const cut = (text: string, most: number): string => (text.length > most ? `${beginningOf(text, most - 1)}…` : text);

/** In one line, and never empty, which Slack takes nowhere. */
const line = (text: string): string => text.replace(/\s+/g, ' ').trim() || '-';

/**
 * Text as it stands, whoever wrote it: in what Slack calls rich text no character is a format, a mention or a link, as `*`, `_` and
 * `<` are in its marked text.
 */
const text = (words: string, style?: { bold?: true; code?: true }): RichTextElement => ({
  ...{ type: 'text', text: cut(withTurnsShown(words), TEXT) },
  ...(style && { style }),
});
const bold = (words: string): RichTextElement => text(line(words), { bold: true });

const paragraph = (...elements: RichTextElement[]): KnownBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const plain = (words: string) => ({ type: 'plain_text' as const, text: words, emoji: false });
const heading = (title: string): string => withTurnsShown(line(title));
const header = (title: string): KnownBlock => ({ type: 'header', text: plain(cut(heading(title), HEADER)) });
const context = (parts: readonly string[]): KnownBlock => ({
  type: 'context',
  elements: [plain(cut(parts.map(line).join(' · '), TEXT))],
});

/** The time as each reader's clock shows it. */
const when = (time: string): RichTextElement => ({
  ...{ type: 'date', timestamp: Math.floor(Date.parse(time) / 1000) },
  ...{ format: '{date_short_pretty}, {time}', fallback: timeInWords(time) },
});

const HEADLINES = { 'approval-needed': '', reminder: 'Still waiting: ', escalated: 'Escalated: ' };

/** What the message of an open approval shows, with the buttons that the policy takes. */
export function askedBlocks(notice: ApprovalNeededContext): KnownBlock[] {
  let blocks = askedWithin(notice, TEXT);
  for (const most of SHORTER) if (JSON.stringify(blocks).length > MESSAGE) blocks = askedWithin(notice, most);
  return blocks;
}

function askedWithin(notice: ApprovalNeededContext, most: number): KnownBlock[] {
  const { kind, asked, expiresAt, workflowName, reason, link } = notice;
  const title = `${HEADLINES[kind]}${asked.title}`;
  const who = asked.requestedBy === undefined ? `Workflow ${workflowName}` : asked.requestedBy;
  const whom = asked.assignee.length > 0 ? asked.assignee.join(', ') : 'anyone';
  const until = expiresAt === undefined ? [text(', without a deadline')] : [text(' by '), when(expiresAt)];
  const why = reason === undefined || reason === asked.title ? '' : withTurnsShown(reason);
  const values = [
    ...valueBlocks('Proposed', asked.proposed, most),
    ...valueBlocks('Details', asked.details, most),
    ...valueBlocks('Arguments', asked.pendingArgs, most),
  ];
  const isWhole = why.length <= most && heading(title).length <= HEADER && values.every((one) => one.isWhole);
  return [
    header(title),
    paragraph(bold(cut(who, most)), text(' asks '), bold(cut(whom, most)), text(' to decide'), ...until, text('.')),
    ...(why === '' ? [] : [paragraph(text(cut(why, most)))]),
    ...values.map(({ block }) => block),
    ...(isWhole ? [] : [context(['It is too long to be shown here in full: open it to approve it'])]),
    { type: 'actions', elements: [...decisionButtons(notice, isWhole), openButton(link)] },
    footer(notice),
  ];
}

/** What it shows once the approval is settled: who decided what, and when. */
export function settledBlocks(notice: ApprovalResolvedContext): KnownBlock[] {
  const { action, actorId, resolvedAt, reason, asked, link } = notice;
  const by = actorId === undefined || isNobody(actorId) ? '' : ` by ${line(actorId)}`;
  return [
    header(asked.title),
    paragraph(bold(capital(action)), text(`${by} on `), when(resolvedAt), text('.')),
    ...(reason === undefined ? [] : [paragraph(text(`Reason: ${reason}`))]),
    { type: 'actions', elements: [openButton(link)] },
    footer(notice),
  ];
}

/** What it shows once the run asks something else in its place. */
export const replacedBlocks = (title: string): KnownBlock[] => [
  header(title),
  paragraph(text('The run asked this anew; see the message that came after this one.')),
];

/** A run that has failed or needs review. */
export function troubledBlocks({ kind, workflowName, runId, error, link }: RunTroubledContext): KnownBlock[] {
  const what = kind === 'run-failed' ? 'Run failed' : 'Run needs review';
  return [
    header(`${what}: ${workflowName}`),
    ...(error ? [paragraph(text(line(error.code), { code: true }), text(` ${error.message}`))] : []),
    { type: 'actions', elements: [openButton(link)] },
    context([`workflow ${workflowName}`, `run ${runId}`]),
  ];
}

const footer = ({ workflowName, runId, asked }: ApprovalNeededContext | ApprovalResolvedContext): KnownBlock =>
  context([`workflow ${workflowName}`, `run ${runId}`, `digest ${asked.digest.slice(0, SHORT_DIGEST)}`]);

const isFlat = (value: unknown, most: number): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).length <= FIELDS &&
  Object.entries(value).every(
    ([field, item]) =>
      typeof item !== 'object' && !LINE_BREAK.test(String(item)) && `${field}${String(item)}`.length <= FIELD,
  ) &&
  Object.entries(value).join('').length <= most;

const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;

/** A part of a message, and whether it shows all that there is. */
interface Part {
  readonly block: KnownBlock;
  readonly isWhole: boolean;
}

/** Few names with short values stand below each other, anything else as lines. */
function valueBlocks(name: string, value: unknown, most: number): Part[] {
  if (value === undefined) return [];
  if (isFlat(value, most)) {
    const fields = Object.entries(value).flatMap(([field, item]) => [
      text('\n'),
      bold(field),
      text(`: ${item ?? 'none'}`),
    ]);
    return [{ block: paragraph(bold(name), ...fields), isWhole: true }];
  }
  const lines = linesOf(name, value).join('\n');
  const elements = [{ type: 'text' as const, text: cut(lines, most) }];
  const block: KnownBlock = { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements }] };
  return [{ block, isWhole: lines.length <= most }];
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
