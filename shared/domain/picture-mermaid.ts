/** The picture of a run as a Mermaid flowchart: in order from above, side by side what was parallel, dashed what waits. */
import { counted, momentInWords } from './in-words.ts';
import { MERMAID_CLASSES, mermaidLabel } from './mermaid-text.ts';
import type { Picture, PictureRow } from './picture.ts';

type Row = PictureRow & { index: number };

/** At most this many rows are drawn: Mermaid takes so much text and no more. Of a longer run, its beginning and its end. */
const MOST_ROWS = 120;

/** The class of each state. */
const CLASSES = {
  done: 'done',
  approved: 'done',
  edited: 'done',
  rejected: 'refused',
  failed: 'refused',
  review: 'refused',
  expired: 'over',
  cancelled: 'over',
  superseded: 'over',
  waiting: 'waiting',
  working: 'working',
} as const;

/** Mermaid's text (`text/vnd.mermaid`) of the picture. */
export function pictureMermaid(picture: Picture): string {
  const rows = picture.rows.map((row, index): Row => ({ ...row, index }));
  const drawn = rows.length > MOST_ROWS ? [...rows.slice(0, MOST_ROWS / 2), ...rows.slice(-MOST_ROWS / 2)] : rows;
  const shown = new Set(drawn.map(({ index }) => index));
  const left = rows.length - drawn.length;
  const lines = [
    'flowchart TD',
    `accTitle: Run ${picture.runId}`,
    startOf(picture),
    ...drawn.map(nodeOf),
    ...(left > 0 ? [`left["… ${counted(left, 'row')} not drawn"]:::over`] : []),
    ...drawn.flatMap((row) => arrowsTo(row, shown)),
    ...(left > 0 ? bridge(drawn) : []),
    ...endOf(picture, drawn),
    ...MERMAID_CLASSES,
  ];
  return `${lines.join('\n  ')}\n`;
}

const nameOf = (index: number): string => `n${index + 1}`;

function startOf({ workflow, version, axis, startedBy }: Picture): string {
  const by = startedBy === undefined ? '' : ` by ${startedBy}`;
  return `begin([${mermaidLabel(`${workflow} ${version}`, `started ${momentInWords(axis.from)}${by}`)}]):::edge`;
}

/** Round: time. Six sides: people. A box: work. */
const SHAPES = {
  approval: ['{{', '}}'],
  sleep: ['(', ')'],
  retry: ['(', ')'],
  step: ['[', ']'],
  work: ['[', ']'],
  stop: ['[[', ']]'],
} as const;

function nodeOf(row: Row): string {
  const [open, close] = SHAPES[row.kind];
  const { key, title = '', words, marks } = row;
  const label = mermaidLabel(key, title, words, ...marks.slice(0, 6).map((mark) => mark.words));
  return `${nameOf(row.index)}${open}${label}${close}:::${CLASSES[row.state]}`;
}

/** An arrow from each row that it followed; a thin line from the step that it is part of. */
function arrowsTo(row: Row, shown: ReadonlySet<number>): string[] {
  const name = nameOf(row.index);
  if (row.partOf !== undefined) return shown.has(row.partOf) ? [`${nameOf(row.partOf)} -.- ${name}`] : [];
  const arrow = row.state === 'waiting' ? '-.->' : '-->';
  if (row.after.length === 0) return [`begin ${arrow} ${name}`];
  return row.after.filter((index) => shown.has(index)).map((index) => `${nameOf(index)} ${arrow} ${name}`);
}

const bridge = (drawn: readonly Row[]): string[] => [
  `${nameOf(drawn[MOST_ROWS / 2 - 1]?.index ?? 0)} --> left`,
  `left --> ${nameOf(drawn[MOST_ROWS / 2]?.index ?? 0)}`,
];

/** The end of a run that came to one. What waits has none: it goes on. */
function endOf({ status, headline }: Picture, drawn: readonly Row[]): string[] {
  if (status !== 'completed') return [];
  const followed = new Set(drawn.flatMap(({ after }) => after));
  const last = drawn.filter(({ index, partOf }) => partOf === undefined && !followed.has(index));
  const from = last.length > 0 ? last.map(({ index }) => nameOf(index)) : ['begin'];
  return [`finish([${mermaidLabel(headline)}]):::edge`, ...from.map((name) => `${name} --> finish`)];
}
