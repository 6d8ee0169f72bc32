/** A picture of a run as data: what ran, what waits, for whom and since when, who decided what, and how long it all took. */

import { type FoldedAxis, foldedAxis, placeOn, type Span } from './folded-axis.ts';
import { directlyFollowed, overlap } from './followed.ts';
import { type Happening, happeningsOf } from './happenings.ts';
import { lengthInWords, momentInWords, type SayMoment } from './in-words.ts';
import { headlineOf } from './picture-words.ts';
import type { RunStatus } from './run.ts';
import type { RunView } from './run-view.ts';

/** Something that happened in the course of a row. `at` is ISO 8601, `x` where it is on the axis. */
export interface PictureMark {
  at: string;
  x: number;
  words: string;
}

/** One line of the picture. Times are ISO 8601. */
export interface PictureRow extends Omit<Happening, 'marks'> {
  /** Where it is on the axis, 0 to 1. */
  x0: number;
  x1: number;
  /** How long it took, or has taken so far. */
  took: string;
  marks: PictureMark[];
  /** The rows (by index) that it directly followed. */
  after: number[];
  /** The row (by index) that it is part of. */
  partOf?: number;
  /** The keys of what was going on at the same time. */
  alongside: string[];
}

/** A run, drawn. Times are ISO 8601. */
export interface Picture {
  runId: string;
  workflow: string;
  version: string;
  status: RunStatus;
  /** Where the run stands, in one sentence: `waits for finance since 2026-01-05 09:00 UTC`. */
  headline: string;
  startedBy?: string;
  /** In the order of their start; a row without an end is open. */
  rows: PictureRow[];
  axis: FoldedAxis;
}

/** How a picture says what it says. */
export interface PictureOptions {
  /** False where why the run stopped is said beside the picture, and not to be said again. Default: true. */
  saysWhy?: boolean | undefined;
  /** How moments are said. Default: in UTC. */
  moment?: SayMoment | undefined;
}

/** The picture of a run as it is at `now`. */
export function pictureOf(run: RunView, now: Date, options: PictureOptions = {}): Picture {
  const { moment = momentInWords, saysWhy = true } = options;
  const { runId, workflow, version, status, startedBy, endedAt } = run;
  const happenings = happeningsOf(run, { moment, saysWhy });
  const whole = wholeOf(run, happenings, now);
  const spans = happenings.map((one) => spanOf(one, whole.end));
  const work = spans.filter((_, index) => isWork(happenings[index]));
  const axis = foldedAxis(whole, work, endedAt === undefined, moment);
  const follows = followsOf(happenings, spans);
  const rows = happenings.map((happening, index): PictureRow => {
    const { start, end } = spans[index] ?? whole;
    const { within } = happening;
    const partOf = within === undefined ? -1 : happenings.findIndex((one) => one.kind === 'step' && one.key === within);
    return {
      ...happening,
      ...{ x0: placeOn(axis, start), x1: placeOn(axis, end), took: lengthInWords(end - start) },
      marks: happening.marks.map((mark) => ({ ...mark, x: placeOn(axis, Date.parse(mark.at)) })),
      after: follows[index] ?? [],
      ...(partOf >= 0 && { partOf }),
      alongside: alongside(happenings, spans, index),
    };
  });
  const by = startedBy !== undefined && { startedBy };
  return { runId, workflow, version, status, headline: headlineOf(run, happenings, now, moment), ...by, rows, axis };
}

const isWork = (happening: Happening | undefined): boolean =>
  happening !== undefined && (happening.kind === 'step' || happening.kind === 'work');

/** From the start of the run to its end; of one that goes on, to now. Clocks that differ make no time before the start. */
function wholeOf({ createdAt, updatedAt, endedAt }: RunView, happenings: readonly Happening[], now: Date): Span {
  const starts = happenings.map(({ start }) => Date.parse(start));
  const ends = happenings.flatMap(({ end }) => (end === undefined ? [] : [Date.parse(end)]));
  const start = Math.min(Date.parse(createdAt), ...starts);
  const last = endedAt === undefined ? Math.max(now.getTime(), Date.parse(updatedAt)) : Date.parse(endedAt);
  return { start, end: Math.max(start, last, ...starts, ...ends) };
}

function spanOf({ start, end }: Happening, last: number): Span {
  const from = Date.parse(start);
  return { start: from, end: Math.max(from, end === undefined ? last : Date.parse(end)) };
}

/** What followed what, of all that is part of nothing else. */
function followsOf(happenings: readonly Happening[], spans: readonly Span[]): number[][] {
  const steps = new Set(happenings.flatMap(({ kind, key }) => (kind === 'step' ? [key] : [])));
  const own = spans.flatMap((span, index) => {
    const within = happenings[index]?.within;
    return within !== undefined && steps.has(within) ? [] : [{ span, index }];
  });
  const follows = directlyFollowed(own.map(({ span }) => span));
  const byIndex = new Map(own.map(({ index }, place) => [index, follows[place] ?? []]));
  return spans.map((_, index) => (byIndex.get(index) ?? []).flatMap((place) => own[place]?.index ?? []));
}

/** At most this many are named as going on at the same time. */
const MOST_ALONGSIDE = 5;

function alongside(happenings: readonly Happening[], spans: readonly Span[], index: number): string[] {
  const span = spans[index];
  if (!span || happenings[index]?.within !== undefined) return [];
  const others = happenings.filter((other, place) => {
    const its = spans[place];
    return place !== index && other.within === undefined && its !== undefined && overlap(span, its);
  });
  return others.slice(0, MOST_ALONGSIDE).map(({ key }) => key);
}
