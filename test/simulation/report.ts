/** What the explorer prints: a line for each exploration, progress where somebody watches, and a violation in full. */
import { cpus } from 'node:os';
import type { Explored, Violation } from './explore.ts';
import type { Fault } from './fault.ts';
import { replayText } from './replay-text.ts';
import type { Play } from './scenario.ts';
import { replay } from './words.ts';

export const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** A line that the next one takes the place of; nothing where nobody watches. */
export function progress(line: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
}

export const machine = (): string =>
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`;

const count = (number: number): string =>
  number < 1e7 ? number.toLocaleString('en-US') : number.toExponential(1).replace('e+', 'e');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const COLUMNS = [30, 11, 9, 9, 10, 8];
const columns = (...cells: string[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(COLUMNS[0] ?? 0) : cell.padStart(COLUMNS[index] ?? 0)))
    .join(' ');

export const HEADING = columns('play', 'schedules', 'steps', 'deaths', 'states', 'time');

export const explored = ({
  play,
  schedules,
  transitions,
  crashes,
  states,
  ms,
  isComplete,
  violation,
}: Explored): string =>
  columns(
    play,
    isComplete && !violation ? count(schedules) : '-',
    count(transitions),
    count(crashes),
    count(states),
    seconds(ms),
  ) + (violation ? '  VIOLATION' : isComplete ? '' : '  in part: the time was over');

export const foundFault = ({ name }: Fault, { violation, transitions, ms }: Explored): string =>
  `${name.padEnd(74)} ${(violation?.problems[0]?.slice(0, 2) ?? 'NOT FOUND').padEnd(9)} ${count(transitions).padStart(7)} ${seconds(ms).padStart(8)}`;

export const FAULT_HEADING = `${'fault'.padEnd(74)} ${'breaks'.padEnd(9)} ${'steps'.padStart(7)} ${'time'.padStart(8)}`;

/** A violation: what is broken, how it came about, and how to see it again. */
export async function violationInWords(play: Play, { problems, choices }: Violation, fault?: Fault): Promise<string> {
  const { lines } = await replay(play, choices, fault);
  return [
    '',
    ...problems,
    `after ${lines.length} steps of ${play.name}:`,
    ...lines.map((line, index) => `${String(index + 1).padStart(4)}  ${line}`),
    '',
    `npm run simulate -- --replay ${replayText(play.name, choices, fault)}`,
  ].join('\n');
}
