/** What there is to draw of a run, in the order of its start: what its timeline tells, what it waits for now, and how it stopped. */
import type { SayMoment } from './in-words.ts';
import {
  approvalInWords,
  failureInWords,
  meanwhileInWords,
  type Saying,
  stepInWords,
  waitInWords,
} from './picture-words.ts';
import type { RunView, TimelineEntry, Waiting } from './run-view.ts';

/** How something stands that is drawn. `waiting` is no failure: people or time have not come to it yet. */
export type PictureState =
  | 'done'
  | 'approved'
  | 'edited'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'superseded'
  | 'waiting'
  | 'working'
  | 'failed'
  | 'review';

/** Something to draw. Times are ISO 8601. */
export interface Happening {
  kind: 'step' | 'approval' | 'sleep' | 'retry' | 'work' | 'stop';
  key: string;
  title?: string;
  state: PictureState;
  start: string;
  /** Absent while it is open. */
  end?: string;
  /** What became of it, or what it waits for, in one sentence: colour never says it alone. */
  words: string;
  attempts?: number;
  assignee?: string[];
  by?: string;
  for?: string;
  /** The key of the step that it is part of. */
  within?: string;
  marks: { at: string; words: string }[];
}

/** Everything to draw of the run. */
export function happeningsOf(run: RunView, saying: Saying): Happening[] {
  const { moment } = saying;
  const timeline = (run.timeline ?? []).map((entry) =>
    isLeft(entry, run) ? leftOf(entry, run, moment) : happeningOf(entry, moment),
  );
  const waits = openWaits(run).map((wait) => waitOf(wait, moment));
  return [...timeline, ...waits, ...stopOf(run, [...timeline, ...waits], saying)].sort(inOrder);
}

/** By their start; what is part of a step comes after what began at the same time. */
const inOrder = (one: Happening, other: Happening): number => {
  if (one.start !== other.start) return one.start < other.start ? -1 : 1;
  return Number(one.within !== undefined) - Number(other.within !== undefined);
};

/** True for what an ended run asked and nobody answered: it waits no more, and is about to be closed. */
const isLeft = ({ kind, status }: TimelineEntry, { endedAt }: RunView): boolean =>
  kind === 'approval' && status === 'pending' && endedAt !== undefined;

const leftOf = (entry: TimelineEntry, { endedAt }: RunView, moment: SayMoment): Happening => ({
  ...happeningOf(entry, moment),
  ...(endedAt !== undefined && { end: endedAt }),
  state: 'cancelled',
  words: 'not answered before the run ended',
});

/** What the run waits for that its timeline does not tell of: time, and what nobody was asked yet. */
export const openWaits = ({ waitingFor, timeline = [] }: Pick<RunView, 'waitingFor' | 'timeline'>): Waiting[] =>
  waitingFor.filter(
    (wait) =>
      wait.kind === 'time' ||
      !timeline.some(({ kind, key, startedAt }) => kind === 'approval' && key === wait.key && startedAt >= wait.since),
  );

function happeningOf(entry: TimelineEntry, moment: SayMoment): Happening {
  const { key, title, startedAt, endedAt, attempts, assignee, by, within } = entry;
  const isApproval = entry.kind === 'approval';
  return {
    kind: isApproval ? 'approval' : entry.slept ? 'sleep' : 'step',
    key,
    ...(title !== undefined && title !== key && { title }),
    state: isApproval ? stateOf(entry.status) : 'done',
    start: startedAt,
    ...(endedAt !== undefined && { end: endedAt }),
    words: isApproval ? approvalInWords(entry, moment) : stepInWords(entry),
    ...(attempts !== undefined && { attempts }),
    ...(assignee && { assignee }),
    ...(by !== undefined && { by }),
    ...(entry.for !== undefined && { for: entry.for }),
    ...(within !== undefined && { within }),
    marks: (entry.meanwhile ?? []).map((one) => ({ at: one.at, words: meanwhileInWords(one) })),
  };
}

const STATES: readonly string[] = ['approved', 'edited', 'rejected', 'expired', 'cancelled', 'superseded'];

const stateOf = (status: string): PictureState => (STATES.includes(status) ? (status as PictureState) : 'waiting'); // one of STATES, all of which are

function waitOf(wait: Waiting, moment: SayMoment): Happening {
  const { key, title, since, assignee, attempt } = wait;
  return {
    kind: wait.kind === 'approval' ? 'approval' : attempt === undefined ? 'sleep' : 'retry',
    key,
    ...(title !== undefined && title !== key && { title }),
    state: 'waiting',
    start: since,
    words: waitInWords(wait, moment),
    ...(attempt !== undefined && { attempts: attempt - 1 }),
    ...(assignee && { assignee }),
    marks: [],
  };
}

/** How approvals end that let a run fail. */
const ENDED: readonly PictureState[] = ['rejected', 'expired', 'cancelled'];

/** That it is at work now; or where it stopped, and why. */
function stopOf(run: RunView, before: readonly Happening[], saying: Saying): Happening[] {
  const { status, error, updatedAt, endedAt } = run;
  const last = before.reduce((latest, { start, end = start }) => (end > latest ? end : latest), run.createdAt);
  if (status === 'running')
    return [{ kind: 'work', key: 'at work', state: 'working', start: last, words: 'is at work', marks: [] }];
  if (!error) return [];
  const at = endedAt ?? updatedAt;
  const key = error.stepKey ?? error.approvalKey ?? (status === 'cancelled' ? 'cancelled' : 'the run');
  // An answer that ended the run is drawn where it was given; why that ended it is said elsewhere.
  if (!saying.saysWhy && status === 'failed' && before.some((one) => one.key === key && ENDED.includes(one.state)))
    return [];
  const state = status === 'needs-review' ? 'review' : status === 'cancelled' ? 'cancelled' : 'failed';
  const words = failureInWords(status, error, at, saying);
  return [{ kind: 'stop', key, state, start: at, end: at, words, marks: [] }];
}
