/** What may happen next in a state, in an order that is always the same. */
import { type Approval, isSettled, nextEventAt, shownDigest } from '../../shared/domain/approval.ts';
import { hasEnded, RELEASED } from '../../shared/domain/run.ts';
import { asksOf } from '../../shared/domain/wait.ts';
import type { Person, Play } from './scenario.ts';
import type { Actor, Budget, Call, State, Task } from './state.ts';

/** How a call goes. */
export type How = 'well' | 'fails' | 'dies-before' | 'dies-after' | 'answer-lost' | 'again';

export type Choice = {
  readonly costs?: keyof Budget /** True where it happens by itself, sooner or later. */;
  readonly fair?: true;
} & (
  | { readonly do: 'go'; readonly actor: number; readonly call: number; readonly how: How; readonly value?: unknown }
  | { readonly do: 'begin'; readonly task: Task }
  | { readonly do: 'forward' | 'lose'; readonly record: number }
  | { readonly do: 'forward-again'; readonly record: number }
  | { readonly do: 'pass'; readonly to: number }
);

const FAIR = { fair: true } as const;
const READS = [
  ...['load', 'due', 'get', 'ofRun', 'list', 'loadPages', 'listPending', 'underKey', 'superseded'],
  ...['early', 'givenTo', 'givenBy'],
];

/**
 * Every choice that may make a difference. What a process does at its very beginning and end touches nobody else, so that no order
 * of it against others needs to be looked at: it comes at once.
 */
export function choicesOf(state: State, play: Play): Choice[] {
  const first = state.actors.find((actor) => isAtItsEnd(actor) || (state.left.stall === 0 && isNew(actor)));
  const all = first ? first.calls.flatMap((call) => waysOf(first, call, play)) : allOf(state, play);
  return all.filter(({ costs }) => costs === undefined || state.left[costs] > 0);
}

const isAtItsEnd = ({ calls }: Actor): boolean => calls.some(({ on }) => on === 'end');
/** It has done nothing yet: that it begins now is as well as if it had begun earlier, unless time passed in between. */
const isNew = ({ heard, repeated }: Actor): boolean => heard.length === 0 && repeated.length === 0;

function allOf(state: State, play: Play): Choice[] {
  return [
    ...state.actors.flatMap((actor) => actor.calls.flatMap((call) => waysOf(actor, call, play))),
    ...forwards(state),
    ...(state.actors.length < play.together ? begins(state, play) : []),
    ...passing(state),
  ];
}

function waysOf(actor: Actor, call: Call, { scenario }: Play): Choice[] {
  const go = { do: 'go' as const, actor: actor.serial, call: call.id };
  const dies: Choice = { ...go, how: 'dies-before', costs: 'crash' };
  if (call.on === 'effect') {
    const values = scenario.values?.[call.name] ?? [`${call.name} is done`];
    const well = values.map((value): Choice => ({ ...go, ...FAIR, how: 'well', value }));
    return [...well, { ...go, how: 'fails', costs: 'fail' }, dies];
  }
  if (call.on === 'end') {
    const isDelivered = actor.task.is === 'resume' || actor.task.is === 'notify';
    return [
      { ...go, ...FAIR, how: 'well' },
      ...(isDelivered ? [{ ...go, how: 'again', costs: 'again' } as const] : []),
      dies,
    ];
  }
  const well: Choice = { ...go, ...FAIR, how: 'well' };
  if (READS.includes(call.name)) return [well, dies];
  return [
    ...[well, dies],
    { ...go, how: 'dies-after', costs: 'crash' },
    ...(actor.repeated.includes(call.id) ? [] : [{ ...go, how: 'answer-lost', costs: 'answer' } as const]),
  ];
}

const isAtWork = ({ actors }: State, isIt: (task: Task) => boolean): boolean => actors.some(({ task }) => isIt(task));
const itemOf = ({ change }: State['stream'][number]): string =>
  change.kind === 'run' ? 'run' : `approval ${(change.after ?? change.before)?.key}`;

/** Records are handed on in order for each item. */
function heads(state: State, reader: 'notify' | 'wake') {
  const seen = new Set<string>();
  return state.stream.filter((record) => {
    if (record.reader !== reader || seen.has(itemOf(record))) return false;
    seen.add(itemOf(record));
    return !isAtWork(state, (task) => task.is === 'notify' && task.record === record.id);
  });
}

function forwards(state: State): Choice[] {
  const wakes = heads(state, 'wake').flatMap(({ id: record }): Choice[] => [
    { do: 'forward', record, ...FAIR },
    { do: 'forward-again', record, costs: 'again' },
  ]);
  const all = [...heads(state, 'wake'), ...heads(state, 'notify')];
  return [...wakes, ...all.map(({ id: record }): Choice => ({ do: 'lose', record, costs: 'lost' }))];
}

function begins(state: State, { scenario }: Play): Choice[] {
  const { run, queue, left } = state;
  const begin = (task: Task, more: { fair?: true; costs?: keyof Budget } = FAIR): Choice => ({
    do: 'begin',
    task,
    ...more,
  });
  const starts = isAtWork(state, ({ is }) => is === 'start');
  const messages = queue.map(({ id: message, wakeUp }) => {
    const isHeld = isAtWork(state, (task) => task.is === 'resume' && task.message === message);
    return begin({ is: 'resume', message, wakeUp }, isHeld ? { costs: 'again' } : FAIR);
  });
  const records = heads(state, 'notify').map(({ id, change }) => begin({ is: 'notify', record: id, change }));
  const operator = (is: 'nudge' | 'cancel' | 'retry' | 'review') => begin({ is }, { costs: is });
  return [
    ...(run || starts
      ? left.start > 0
        ? [begin({ is: 'start' }, { costs: 'start' })]
        : []
      : [begin({ is: 'start' })]),
    ...messages,
    ...records,
    ...state.people.flatMap((index) => {
      const said = scenario.people[index];
      const task = said && taskOf(state, said, index);
      return task ? [begin(task, {})] : [];
    }),
    ...(isOwed(state) && run?.due && Date.parse(run.due.at) <= state.now
      ? [begin({ is: 'sweep' }, isAtWork(state, ({ is }) => is === 'sweep') ? { costs: 'sweep' } : FAIR)]
      : []),
    ...(run && !hasEnded(run) ? [operator('nudge'), operator('cancel'), operator('review')] : []),
    ...(run?.status === 'failed' || run?.status === 'needs-review' ? [operator('retry')] : []),
  ];
}

/** What the person may do now; undefined where they wait. */
function taskOf(state: State, { who, key, says, bound, early }: Person, index: number): Task | undefined {
  const approval = state.approvals.get(key);
  const hasVoted = () => approval?.acts?.some((act) => act.kind === 'vote' && act.by === who) ?? false;
  if (says.action === 'withdraw' && !hasVoted()) return undefined;
  if (bound && !approval) return undefined;
  if (early ? !state.run || hasEnded(state.run) : !isAsked(state, key)) return undefined;
  const digest = bound && approval ? shownDigest(approval) : undefined;
  return { is: 'decide', person: index, ...(digest !== undefined && { digest }) };
}

const isAsked = ({ run, approvals }: State, key: string): boolean =>
  approvals.has(key) || (run?.status === 'waiting' && asksOf(run.waits).some((ask) => ask.key === key));

/** True where the sweep has something to do, or will once time has passed. */
export function isOwed({ run, approvals, now }: State): boolean {
  if (run?.due?.list !== 'due') return false;
  if (run.status !== 'waiting') return true;
  const listed = asksOf(run.waits);
  const isLeft = [...approvals.values()].some(
    ({ status, epoch, key }) => status === 'pending' && epoch > 0 && !listed.some((ask) => ask.key === key),
  );
  return (
    isLeft ||
    run.waits.some((wait) => {
      if (wait.kind === 'time') return true;
      const approval = approvals.get(wait.ask.key);
      if (!approval || approval.epoch < wait.ask.epoch || isSettled(approval)) return true;
      return (eventOf(approval) ?? Number.POSITIVE_INFINITY) <= now;
    })
  );
}

/** When an open approval next changes by time. */
function eventOf(approval: Approval): number | undefined {
  const at = isSettled(approval) ? undefined : nextEventAt(approval);
  return at === undefined ? undefined : Date.parse(at);
}

/** True where nothing is at work or on its way: only people and time bring anything. */
export const isQuiet = ({ actors, stream, queue }: State): boolean =>
  actors.length === 0 && stream.length === 0 && queue.length === 0;

/** Time passes to the next moment at which something changes by it: of itself where all is quiet, else at a cost. */
function passing(state: State): Choice[] {
  const { approvals, now } = state;
  const isAhead = (time: number | undefined): time is number => time !== undefined && time > now;
  const deadlines = [...approvals.values()].map(eventOf).filter(isAhead);
  const all = [...deadlines, nextLook(state)].filter(isAhead);
  if (!isQuiet(state)) return all.length > 0 ? [{ do: 'pass', to: Math.min(...all), costs: 'stall' }] : [];
  if (isOwed(state)) return all.length > 0 ? [{ do: 'pass', to: Math.min(...all), ...FAIR }] : [];
  return deadlines.length > 0 ? [{ do: 'pass', to: Math.min(...deadlines) }] : [];
}

/** When the sweep has something to do for the run: once it is due, and the lease of whoever holds it is over. */
function nextLook({ run }: State): number | undefined {
  if (run?.due?.list !== 'due') return undefined;
  const leaseOver = run.status === 'running' && run.leaseUntil !== RELEASED ? Date.parse(run.leaseUntil) + 1 : 0;
  return Math.max(Date.parse(run.due.at), leaseOver);
}
