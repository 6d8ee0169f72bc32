/** The sentences of a picture: who decided what and after how long, and for whom a run waits since when. */
import type { ValueChange } from './differences.ts';
import { counted, lengthInWords, namesInWords, type SayMoment, shortened } from './in-words.ts';
import type { RunError, RunStatus } from './run.ts';
import type { Meanwhile, RunView, TimelineEntry, Waiting } from './run-view.ts';
import { isNobody } from './system-name.ts';

/** How a picture says moments, and whether it says why the run stopped, where that is not said elsewhere. */
export interface Saying {
  readonly moment: SayMoment;
  readonly saysWhy: boolean;
}

const between = (from: string, to: string): string => lengthInWords(Date.parse(to) - Date.parse(from));
const until = (time: string | undefined, moment: SayMoment): string =>
  time === undefined ? '' : `, until ${moment(time)}`;
const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${shortened(reason, 160)}`);

/** `took 5 ms, 3 attempts`. */
export function stepInWords({ startedAt, endedAt = startedAt, attempts, slept }: TimelineEntry): string {
  const took = `${slept ? 'slept' : 'took'} ${between(startedAt, endedAt)}`;
  return attempts === undefined ? took : `${took}, ${counted(attempts, 'attempt')}`;
}

/** `approved by ann@example.com after 3 h`; of an open one, whom it waits for. */
export function approvalInWords(entry: TimelineEntry, moment: SayMoment): string {
  const { status, startedAt, endedAt = startedAt, reason, assignee } = entry;
  const after = `after ${between(startedAt, endedAt)}`;
  switch (status) {
    case 'approved':
    case 'edited':
      return `${status}${byWhom(entry)} ${after}${votesOf(entry)}${changesOf(entry.changes)}`;
    case 'rejected':
      return `rejected${byWhom(entry)} ${after}${votesOf(entry)}${because(reason)}`;
    case 'expired':
      return `expired ${after}: ${namesInWords(assignee)} did not decide in time`;
    case 'cancelled':
      return `cancelled${byWhom(entry)} ${after}${because(reason)}`;
    case 'superseded':
      return `superseded ${after}${because(reason)}`;
    default:
      return waitInWords({ ...entry, kind: 'approval', since: startedAt }, moment) + votesOf(entry);
  }
}

/** ` by bob@example.com for carol@example.com`; nothing where the system itself did it. */
export const byWhom = ({ by, for: absent }: { by?: string | undefined; for?: string | undefined }): string => {
  if (by === undefined || isNobody(by)) return '';
  return ` by ${by}${absent === undefined ? '' : ` for ${absent}`}`;
};

function votesOf({ votes }: TimelineEntry): string {
  if (!votes) return '';
  const names = (action: 'yes' | 'no') =>
    votes.cast.filter((vote) => (vote.action === 'reject') === (action === 'no')).map(({ by }) => by);
  const whose = (list: readonly string[]) => (list.length > 0 ? ` (${list.join(', ')})` : '');
  const yes = `; ${votes.approvals} of ${counted(votes.needed.approvals, 'approval')}${whose(names('yes'))}`;
  return votes.rejections === 0
    ? yes
    : `${yes}, ${votes.rejections} of ${counted(votes.needed.rejections, 'rejection')}${whose(names('no'))}`;
}

const MOST_CHANGES = 3;

function changesOf(changes: readonly ValueChange[] = []): string {
  if (changes.length === 0) return '';
  const value = (one: unknown) => (one === undefined ? 'nothing' : shortened(JSON.stringify(one), 40));
  const told = changes.slice(0, MOST_CHANGES).map(({ path, from, to }) => {
    const what = `${value(from)} → ${value(to)}`;
    return path === '' ? what : `${path} ${what}`;
  });
  const more = changes.length > MOST_CHANGES ? ` and ${changes.length - MOST_CHANGES} more` : '';
  return `; ${told.join(', ')}${more}`;
}

/** `waits for finance since 2026-01-05 09:00 UTC, until 2026-01-06 09:00 UTC`. */
export function waitInWords(
  wait: Pick<Waiting, 'kind' | 'assignee' | 'since' | 'expiresAt' | 'until' | 'attempt'>,
  moment: SayMoment,
): string {
  const since = `since ${moment(wait.since)}`;
  if (wait.kind === 'approval')
    return `waits for ${namesInWords(wait.assignee)} ${since}${until(wait.expiresAt, moment)}`;
  if (wait.attempt === undefined) return `sleeps ${since}${until(wait.until, moment)}`;
  return `waits ${since} to be tried again (attempt ${wait.attempt})${until(wait.until, moment).replace(', until', ', at')}`;
}

/** What happened to an approval while it was open. */
export function meanwhileInWords(one: Meanwhile): string {
  switch (one.what) {
    case 'reminded':
      return 'reminded';
    case 'escalated':
      return `escalated to ${namesInWords(one.to)}`;
    case 'voted':
      return `${VOTES[one.action ?? ''] ?? one.action}${byWhom(one)}`;
    case 'withdrawn':
      return `vote taken back${byWhom(one)}`;
    case 'reassigned':
      return `handed to ${namesInWords(one.to)}${byWhom(one)}`;
  }
}

const VOTES: Record<string, string> = { approve: 'yes', edit: 'edited', reject: 'no' };

/** How a run stopped, at the place where it did; and why, unless that is said elsewhere. */
export function failureInWords(
  status: RunStatus,
  { message }: RunError,
  at: string,
  { moment, saysWhy }: Saying,
): string {
  const why = saysWhy ? `: ${shortened(message, 300)}` : '';
  if (status === 'needs-review') return `needs review since ${moment(at)}${why}`;
  return `${status} at ${moment(at)}${why}`;
}

/** Where the run stands, in one sentence; why it stopped, its last row says. */
export function headlineOf(
  run: RunView,
  happenings: readonly { state: string; words: string }[],
  now: Date,
  moment: SayMoment,
): string {
  const { status, createdAt, endedAt, error, updatedAt } = run;
  const after = endedAt === undefined ? '' : ` after ${between(createdAt, endedAt)}`;
  switch (status) {
    case 'completed':
      return `completed${after}`;
    case 'failed':
      return `failed${after}`;
    case 'cancelled':
      return `cancelled${byWhom({ ...(error?.by !== undefined && { by: error.by }) })}${after}`;
    case 'needs-review':
      return `needs review since ${moment(updatedAt)}`;
    case 'running':
      return `at work, ${lengthInWords(now.getTime() - Date.parse(createdAt))} after its start`;
    case 'waiting': {
      const waits = happenings.filter(({ state }) => state === 'waiting').map(({ words }) => words);
      return waits.length > 0 ? [...new Set(waits)].join('; ') : 'was answered, and is about to go on';
    }
  }
}
