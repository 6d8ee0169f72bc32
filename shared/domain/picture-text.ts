/** The picture of a run for a terminal: a bar for each row on the folded axis, and under it what became of it in words. */
import type { PictureState } from './happenings.ts';
import { momentInWords, plain } from './in-words.ts';
import type { Picture, PictureRow } from './picture.ts';
import { type Colour, columnsOf, fitted, type Paint, paintOf, wrapped } from './terminal-text.ts';

export interface TextOptions {
  /** How many columns there are, at least 40 (default 80). */
  width?: number | undefined;
  /** True for letters that every terminal has. */
  ascii?: boolean | undefined;
  /** True for colours (ANSI), beside the marks that say the same. */
  color?: boolean | undefined;
}

/** What each state looks like: its mark (and in ASCII), what its bar is made of, its colour. */
const LOOKS: Record<PictureState, { mark: [string, string]; bar: [string, string]; colour: Colour }> = {
  done: { mark: ['✓', '+'], bar: ['█', '#'], colour: 'green' },
  approved: { mark: ['✓', '+'], bar: ['▒', '='], colour: 'green' },
  edited: { mark: ['✎', '*'], bar: ['▒', '='], colour: 'green' },
  rejected: { mark: ['✗', 'x'], bar: ['▒', '='], colour: 'red' },
  expired: { mark: ['◌', 'o'], bar: ['▒', '='], colour: 'dim' },
  cancelled: { mark: ['⊘', '-'], bar: ['▒', '='], colour: 'dim' },
  superseded: { mark: ['↷', '-'], bar: ['▒', '='], colour: 'dim' },
  waiting: { mark: ['…', '?'], bar: ['░', '.'], colour: 'yellow' },
  working: { mark: ['▸', '>'], bar: ['█', '#'], colour: 'blue' },
  failed: { mark: ['✗', '!'], bar: ['█', '!'], colour: 'red' },
  review: { mark: ['!', '!'], bar: ['█', '!'], colour: 'red' },
};

interface Canvas {
  readonly width: number;
  /** How many columns the names take, and the bars. */
  readonly names: number;
  readonly bars: number;
  /** 0, or 1 for ASCII. */
  readonly set: 0 | 1;
  readonly paint: Paint;
  /** The text on one line, in the letters that there are for what this module adds. */
  readonly say: (text: string) => string;
}

/** How many columns the length of each row takes. */
const TOOK = 12;

/** The picture as lines of text, each with its line end. */
export function pictureText(picture: Picture, { width = 80, ascii = false, color = false }: TextOptions = {}): string {
  const columns = Math.max(40, Math.floor(width));
  const longest = Math.max(8, ...picture.rows.map((row) => columnsOf(nameOf(row))));
  const names = Math.min(longest, Math.floor(columns * 0.3));
  const bars = columns - names - TOOK - 5;
  const canvas: Canvas = { width: columns, names, bars, set: ascii ? 1 : 0, paint: paintOf(color), say: sayIn(ascii) };
  const lines = [
    ...headOf(picture, canvas),
    '',
    ...picture.rows.flatMap((row) => rowOf(row, canvas)),
    ...axisOf(picture, canvas),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const sayIn =
  (ascii: boolean) =>
  (text: string): string =>
    ascii ? plain(text).replaceAll('…', '...').replaceAll('→', '->') : plain(text);

const nameOf = ({ key, partOf }: PictureRow): string => `${partOf === undefined ? '' : '  '}${plain(key)}`;

function headOf({ workflow, version, runId, headline, status }: Picture, { width, paint, say }: Canvas): string[] {
  const colour = { waiting: 'yellow', completed: 'green', running: 'blue', cancelled: 'dim' } as const;
  const lines = wrapped(say(headline), width);
  return [
    ...wrapped(`${say(workflow)} ${say(version)}, run ${runId}`, width).map((line) => paint(line, 'bold')),
    ...lines.map((line) => paint(line, status in colour ? colour[status as keyof typeof colour] : 'red')),
  ];
}

function rowOf(row: PictureRow, canvas: Canvas): string[] {
  const { names, width, set, paint, say } = canvas;
  const { mark, colour } = LOOKS[row.state];
  const bar = barOf(row, canvas);
  const more = set === 1 ? '.' : '…';
  const line = `${paint(mark[set], colour)} ${fitted(nameOf(row), names, more)}  ${bar} ${(row.kind === 'stop' ? '' : row.took).padStart(TOOK)}`;
  const told = [
    ...(row.title === undefined ? [] : [say(row.title)]),
    ...(isSaidByBar(row) ? [] : [say(row.words)]),
    ...row.marks.map(({ at, words }) => `${momentInWords(at)} ${say(words)}`),
  ];
  return [line, ...told.flatMap((text) => wrapped(text, width - 4)).map((text) => `    ${paint(text, 'dim')}`)];
}

/** True where the words add nothing to the name, the bar and the length. */
const isSaidByBar = ({ kind, attempts }: PictureRow): boolean =>
  kind === 'work' || (kind === 'step' && attempts === undefined);

const columnAt = (x: number, bars: number): number => Math.min(bars - 1, Math.max(0, Math.floor(x * bars)));

/** The bar: one column at least. What is open ends in an arrow. */
function barOf({ x0, x1, state, end, marks, kind }: PictureRow, { bars, set, paint }: Canvas): string {
  const { bar, colour } = LOOKS[state];
  const first = columnAt(x0, bars);
  const last = Math.max(first, Math.ceil(x1 * bars) - 1);
  const cells = Array.from({ length: last - first + 1 }, () => (kind === 'sleep' ? LOOKS.waiting.bar[set] : bar[set]));
  for (const { x } of marks) {
    const place = columnAt(x, bars) - first;
    if (cells[place] !== undefined) cells[place] = set === 1 ? '|' : '◆';
  }
  if (end === undefined) cells[cells.length - 1] = set === 1 ? '>' : '▶';
  return `${' '.repeat(first)}${paint(cells.join(''), colour)}${' '.repeat(bars - last - 1)}`;
}

/** The axis: a line for what is to scale, waves for what is folded, with its length; and the marks under it. */
function axisOf({ axis }: Picture, { names, bars, set, paint }: Canvas): string[] {
  const cells: string[] = Array.from({ length: bars }, () => (set === 1 ? '-' : '─'));
  const write = (text: string, from: number, to: number, into: string[]) => {
    const letters = [...text];
    if (letters.length > to - from) return;
    const start = from + Math.floor((to - from - letters.length) / 2);
    for (const [index, letter] of letters.entries()) into[start + index] = letter;
  };
  for (const { x0, x1, folded } of axis.segments) {
    if (folded === undefined) continue;
    const [from, to] = [Math.round(x0 * bars), Math.max(Math.round(x0 * bars) + 1, Math.round(x1 * bars))];
    for (let place = from; place < Math.min(to, bars); place++) cells[place] = set === 1 ? '~' : '╌';
    write(` ${folded} `, from, Math.min(to, bars), cells);
  }
  const marks: string[] = Array.from({ length: bars }, () => ' ');
  let free = 0;
  for (const { x, words } of axis.ticks) {
    const from = Math.max(0, x === 1 ? bars - words.length : columnAt(x, bars));
    if (from < free || from + words.length > bars) continue;
    write(words, from, from + words.length, marks);
    free = from + words.length + 1;
  }
  const indent = ' '.repeat(names + 4);
  return [cells, marks].map((line) => `${indent}${paint(line.join(''), 'dim')}`);
}
