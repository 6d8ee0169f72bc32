/** The shape of a workflow, as its runs show it: what they came to, in which order, how long it took and how it ended. */

import type { Span } from './folded-axis.ts';
import { foldedKeys } from './folded-keys.ts';
import { directlyFollowed, overlap } from './followed.ts';
import type { RunStatus } from './run.ts';
import type { RunView, TimelineEntry } from './run-view.ts';

/** How long something took in the middle, and at most in nine of ten cases, in ms. */
export interface Took {
  median: number;
  p90: number;
}

/** A step, a sleep or an approval that runs came to. Keys that differ in a number alone are one: `item-*`. */
export interface ShapeNode {
  kind: 'step' | 'approval' | 'sleep';
  name: string;
  /** In how many of the runs. */
  runs: number;
  /** How often in all of them. */
  times: number;
  /** Of what has ended. */
  took?: Took;
  /** Of an approval: how many ended how, or are pending. */
  ended?: Record<string, number>;
  /** Of a step: how often it took more than one attempt. */
  retried?: number;
  /** Its names that were at work at the same time in some run: itself, where `item-1` and `item-2` were. */
  alongside: string[];
}

/** What followed what. Without `from`, a run began with it; without `to`, a run ended with it. */
export interface ShapeEdge {
  from?: string;
  to?: string;
  times: number;
}

/** What the latest runs of a workflow show of it. */
export interface WorkflowShape {
  workflow: string;
  /** How many runs it was learned from. */
  runs: number;
  /** True where there are older ones. */
  hasMore: boolean;
  /** When the oldest and the newest of them were started, as ISO 8601. */
  from: string;
  to: string;
  versions: string[];
  /** How many of them stand how. */
  statuses: Partial<Record<RunStatus, number>>;
  /** In the order in which runs come to them. */
  nodes: ShapeNode[];
  edges: ShapeEdge[];
}

/** One time that a run came to a node. */
interface Visit extends Span {
  name: string;
  entry: TimelineEntry;
}

interface Gathered {
  readonly visits: Map<string, Visit[]>;
  readonly runs: Map<string, number>;
  /** The places that a node had in its runs, 0 the first. */
  readonly places: Map<string, number[]>;
  readonly alongside: Map<string, Set<string>>;
  readonly edges: Map<string, ShapeEdge>;
}

/** The shape that these runs of one workflow show; at least one. */
export function shapeOf(workflow: string, runs: readonly RunView[], hasMore = false): WorkflowShape {
  const nameOf = foldedKeys(runs.flatMap(({ timeline = [] }) => timeline.map(({ key }) => key)));
  const gathered: Gathered = {
    ...{ visits: new Map(), runs: new Map(), places: new Map(), alongside: new Map(), edges: new Map() },
  };
  for (const run of runs) gather(run, visitsOf(run, nameOf), gathered);
  const started = runs.map(({ createdAt }) => createdAt).sort();
  const placeOf = ({ name }: ShapeNode) => mean(gathered.places.get(name) ?? []);
  return {
    ...{ workflow, runs: runs.length, hasMore, from: started[0] ?? '', to: started.at(-1) ?? '' },
    versions: [...new Set(runs.map(({ version }) => version))].sort(),
    statuses: countsOf(runs.map(({ status }) => status)),
    nodes: [...gathered.visits]
      .map(([name, visits]) => nodeOf(name, visits, gathered))
      .sort((one, other) => placeOf(one) - placeOf(other)),
    edges: [...gathered.edges.values()],
  };
}

/** Of each run, at most so many: comparing all with all takes its time. */
const MOST_VISITS = 1_000;

/** What a run came to, in the order of its start; what is part of a step belongs to it. */
function visitsOf({ timeline = [], updatedAt, endedAt }: RunView, nameOf: (key: string) => string): Visit[] {
  const steps = new Set(timeline.flatMap(({ kind, key }) => (kind === 'step' ? [key] : [])));
  return timeline
    .filter(({ within, status }) => (within === undefined || !steps.has(within)) && status !== 'superseded')
    .slice(0, MOST_VISITS)
    .map((entry): Visit => {
      const start = Date.parse(entry.startedAt);
      const end = Math.max(start, Date.parse(entry.endedAt ?? endedAt ?? updatedAt));
      return {
        name: nameOf(entry.key),
        entry,
        start,
        end: entry.endedAt === undefined ? Number.POSITIVE_INFINITY : end,
      };
    });
}

function gather({ endedAt }: RunView, visits: readonly Visit[], gathered: Gathered): void {
  const follows = directlyFollowed(visits);
  const followed = new Set(follows.flat());
  for (const [index, visit] of visits.entries()) {
    const { name } = visit;
    append(gathered.visits, name, visit);
    append(gathered.places, name, index);
    const before = follows[index] ?? [];
    if (before.length === 0) count(gathered.edges, undefined, name);
    for (const place of before) count(gathered.edges, visits[place]?.name, name);
    if (endedAt !== undefined && !followed.has(index)) count(gathered.edges, name, undefined);
    const beside = gathered.alongside.get(name) ?? new Set();
    for (const [place, other] of visits.entries()) if (place !== index && overlap(visit, other)) beside.add(other.name);
    gathered.alongside.set(name, beside);
  }
  for (const name of new Set(visits.map((visit) => visit.name)))
    gathered.runs.set(name, (gathered.runs.get(name) ?? 0) + 1);
}

function append<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

function count(edges: Map<string, ShapeEdge>, from: string | undefined, to: string | undefined): void {
  const name = JSON.stringify([from, to]);
  const edge = edges.get(name) ?? { ...(from !== undefined && { from }), ...(to !== undefined && { to }), times: 0 };
  edges.set(name, { ...edge, times: edge.times + 1 });
}

function nodeOf(name: string, visits: readonly Visit[], { runs, alongside }: Gathered): ShapeNode {
  const entries = visits.map(({ entry }) => entry);
  const first = entries[0];
  const kind = first?.kind === 'approval' ? 'approval' : first?.slept ? 'sleep' : 'step';
  const lengths = visits.filter(({ end }) => Number.isFinite(end)).map(({ start, end }) => end - start);
  const retried = entries.filter(({ attempts = 1 }) => attempts > 1).length;
  return {
    ...{ kind, name, runs: runs.get(name) ?? 0, times: visits.length },
    ...(lengths.length > 0 && { took: { median: quantile(lengths, 0.5), p90: quantile(lengths, 0.9) } }),
    ...(kind === 'approval' && { ended: countsOf(entries.map(({ status }) => status)) }),
    ...(kind === 'step' && { retried }),
    alongside: [...(alongside.get(name) ?? [])].sort(),
  };
}

function countsOf<Word extends string>(words: readonly Word[]): Record<Word, number> {
  const counts = {} as Record<Word, number>; // each word that is asked for is one of them
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** The least of these that is at least as large as that part of them (nearest rank). */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
