/** A time axis on which steps of milliseconds and waits of days are both seen: to scale, but for the long stretches in which nothing runs. */
import { lengthInWords, momentInWords, type SayMoment } from './in-words.ts';
import { timeOf } from './time.ts';

/** A stretch of time and where it is drawn, 0 to 1 from the left. Times are ISO 8601. */
export interface Segment {
  from: string;
  to: string;
  x0: number;
  x1: number;
  /** How long it is, where it is folded: drawn on the scale of waits, and not on that of work. */
  folded?: string;
}

/** A mark on the axis. `at` is ISO 8601. */
export interface Tick {
  at: string;
  x: number;
  words: string;
}

/** Two scales on one axis: whatever is folded shares one, whatever is not shares another. Times are ISO 8601. */
export interface FoldedAxis {
  from: string;
  to: string;
  /** In order, and without a gap between them. */
  segments: Segment[];
  ticks: Tick[];
}

/** A stretch of time, in ms since 1970. */
export interface Span {
  start: number;
  end: number;
}

/** A stretch in which nothing runs is folded where it is this many times as long as all work together. */
const FOLDS_FROM = 8;
/** The least that a segment takes of the axis, so that it is seen. */
const LEAST = 0.05;
/** The least distance between two marks. */
const APART = 0.16;

/** How much of the axis work takes, where there are folds, by how many steps there are to be seen. */
const shareOfWork = (steps: number): number => Math.min(0.5, Math.max(0.16, 0.06 * steps));

/** The axis of a time in which `work` was at work; `isOpen` where its end is now. `moment` says when it began. */
export function foldedAxis(
  whole: Span,
  work: readonly Span[],
  isOpen: boolean,
  moment: SayMoment = momentInWords,
): FoldedAxis {
  const stretches = merged(stretchesOf(whole, work));
  const share = shareOfWork(work.length);
  const folds = stretches.filter(({ isFolded }) => isFolded);
  const rest = stretches.filter(({ isFolded }) => !isFolded);
  const all = folds.length > 0 && rest.length > 0;
  const widths = new Map([...widthsOf(rest, all ? share : 1), ...widthsOf(folds, all ? 1 - share : 1)]);
  let x = 0;
  const segments = stretches.map((stretch, index): Segment => {
    const { start, end, isFolded } = stretch;
    const x0 = x;
    x = index === stretches.length - 1 ? 1 : Math.min(1, x + (widths.get(stretch) ?? 0));
    const folded = isFolded && { folded: lengthInWords(end - start) };
    return { from: iso(start), to: iso(end), x0, x1: x, ...folded };
  });
  const [from, to] = [iso(whole.start), iso(whole.end)];
  return { from, to, segments, ticks: ticksOf(whole, segments, isOpen, moment) };
}

/** Where a time (ms since 1970) is on the axis, 0 to 1. */
export function placeOn({ segments }: Pick<FoldedAxis, 'segments'>, at: number): number {
  const segment = segments.find(({ to }) => at <= Date.parse(to)) ?? segments.at(-1);
  if (!segment) return 0;
  const [start, end] = [Date.parse(segment.from), Date.parse(segment.to)];
  const part = end > start ? Math.min(1, Math.max(0, (at - start) / (end - start))) : 0;
  return segment.x0 + part * (segment.x1 - segment.x0);
}

const iso = (ms: number): string => timeOf(new Date(ms));

interface Stretch extends Span {
  isFolded: boolean;
}

/** The whole time cut where work begins and ends, in order; what no work takes and is long is folded. */
function stretchesOf(whole: Span, work: readonly Span[]): Stretch[] {
  const busy = work
    .map(({ start, end }) => ({ start: Math.max(start, whole.start), end: Math.min(end, whole.end) }))
    .filter(({ start, end }) => end > start)
    .sort((one, other) => one.start - other.start);
  const cuts: (Span & { isBusy: boolean })[] = [];
  let at = whole.start;
  for (const { start, end } of busy) {
    if (start > at) cuts.push({ start: at, end: start, isBusy: false });
    if (end > at) cuts.push({ start: Math.max(at, start), end, isBusy: true });
    at = Math.max(at, end);
  }
  if (whole.end > at || cuts.length === 0) cuts.push({ start: at, end: whole.end, isBusy: false });
  const worked = cuts.reduce((sum, { start, end, isBusy }) => sum + (isBusy ? end - start : 0), 0);
  return cuts.map(({ start, end, isBusy }) => ({
    start,
    end,
    isFolded: !isBusy && worked > 0 && end - start > FOLDS_FROM * worked,
  }));
}

/** Neighbours that are drawn alike are one. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const one: Stretch[] = [];
  for (const stretch of stretches) {
    const last = one.at(-1);
    if (last && !last.isFolded && !stretch.isFolded) last.end = stretch.end;
    else one.push({ ...stretch });
  }
  return one;
}

/** How wide each is of what all may take: by its length, but none less than the least that is seen. */
function widthsOf(stretches: readonly Stretch[], budget: number): Map<Stretch, number> {
  const least = Math.min(LEAST, budget / (2 * stretches.length));
  const small = new Set<Stretch>();
  for (;;) {
    const total = stretches.reduce((sum, stretch) => sum + (small.has(stretch) ? 0 : lengthOf(stretch)), 0);
    const left = budget - least * small.size;
    const widthOf = (stretch: Stretch) => (total > 0 ? (lengthOf(stretch) / total) * left : left);
    const found = stretches.filter((stretch) => !small.has(stretch) && widthOf(stretch) < least);
    if (found.length === 0)
      return new Map(stretches.map((stretch) => [stretch, small.has(stretch) ? least : widthOf(stretch)]));
    for (const stretch of found) small.add(stretch);
  }
}

const lengthOf = ({ start, end }: Span): number => end - start;

/** Where the axis begins, where a fold begins or ends, and where it ends; without folds, its quarters. */
function ticksOf(whole: Span, segments: readonly Segment[], isOpen: boolean, moment: SayMoment): Tick[] {
  const since = (at: number) => `+${lengthInWords(at - whole.start)}`;
  const length = lengthOf(whole);
  const quarters = [0.25, 0.5, 0.75].map((part) => ({ at: whole.start + part * length, x: part }));
  const edges = segments.slice(1).map(({ from, x0 }) => ({ at: Date.parse(from), x: x0 }));
  const between = (segments.length === 1 && length > 0 ? quarters : edges).filter(({ x }) => x <= 1 - APART);
  const ticks: Tick[] = [{ at: iso(whole.start), x: 0, words: moment(iso(whole.start)) }];
  for (const { at, x } of between) {
    const last = ticks.at(-1)?.x ?? 0;
    if (x - last >= (ticks.length === 1 ? APART * 2 : APART)) ticks.push({ at: iso(at), x, words: since(at) });
  }
  return length === 0 ? ticks : [...ticks, { at: iso(whole.end), x: 1, words: isOpen ? 'now' : since(whole.end) }];
}
