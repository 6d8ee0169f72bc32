/** What must hold after every step of the explorer: each problem begins with the invariant that it breaks (docs/architecture.md). */
import { type Approval, isSettled, nextEventAt } from '../../shared/domain/approval.ts';
import type { Change } from '../../shared/domain/change.ts';
import { goesByVotes } from '../../shared/domain/policy.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { hasEnded, type Run } from '../../shared/domain/run.ts';
import { timeOf } from '../../shared/domain/time.ts';
import { shown } from '../../shared/domain/value.ts';
import { asksOf } from '../../shared/domain/wait.ts';
import type { Begun } from './live.ts';
import type { Person, Scenario } from './scenario.ts';
import { type Actor, asking, type Call, durable, type State } from './state.ts';
import { brokenByRecord } from './vote-invariants.ts';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What may follow each status. */
const NEXT: Record<Run['status'], readonly Run['status'][]> = {
  running: ['running', 'waiting', 'completed', 'failed', 'cancelled', 'needs-review'],
  waiting: ['waiting', 'running', 'cancelled', 'needs-review'],
  failed: ['failed', 'running', 'needs-review'],
  'needs-review': ['running', 'cancelled', 'waiting'],
  completed: ['completed'],
  cancelled: ['cancelled'],
};

/** The moves of whoever drives a run. */
const DRIVES = ['checkpoint', 'park', 'hand-over', 'renew-lease', 'let-go', 'completed', 'failed', 'needs-review'];

/** Looks at the changes that a call made. `before` is the state that the call came to, and `after` the one that it left. */
export function brokenByCall(
  before: State,
  after: State,
  actor: Actor,
  call: Call,
  changes: readonly Change[],
): string[] {
  const name = moveName(call);
  return changes.flatMap((change) =>
    change.kind === 'run'
      ? [
          ...byRun(change.before, change.after),
          ...byHolder(before, actor, name, change.before),
          ...bySnapshot(before, after),
        ]
      : [
          ...byApproval(before, change.before, change.after),
          ...brokenByRecord(before, actor, change.before, change.after),
        ],
  );
}

export function moveName({ name, args }: Pick<Call, 'name' | 'args'>): string {
  const move = name === 'move' ? args.at(-1) : undefined;
  return typeof move === 'object' && move !== null && 'name' in move ? String(move.name) : name;
}

function byRun(before: Run | undefined, after: Run | undefined): string[] {
  if (!before || !after) return [];
  const problems: string[] = [];
  if (!NEXT[before.status].includes(after.status))
    problems.push(`I4: a run that is ${before.status} becomes ${after.status}`);
  if (after.epoch < before.epoch || after.wake < before.wake)
    problems.push('I4: the epoch or the wake counter goes back');
  // The code of a scenario never changes: where its way differs, what the run goes by was lost.
  if (after.status === 'needs-review' && after.error.code === 'path-changed')
    problems.push(`I2: the run does not know its own way again: ${after.error.message.split('. ')[0]}`);
  const kept = (run: Run) => [
    'result' in run && run.result,
    'error' in run && run.error,
    'endedAt' in run && run.endedAt,
  ];
  if (hasEnded(before) && before.status === after.status && !same(kept(before), kept(after)))
    problems.push(`I4: how a ${before.status} run ended is written anew`);
  return problems;
}

/** I4: who drives a run holds it, and nobody takes it from one who holds it. */
function byHolder({ now }: State, actor: Actor, name: string, before: Run | undefined): string[] {
  if (!before) return [];
  if (DRIVES.includes(name) && (before.status !== 'running' || before.epoch !== actor.epoch))
    return [
      `I4: a runner of epoch ${actor.epoch} writes ${name} over a run that is ${before.status} in epoch ${before.epoch}`,
    ];
  const isTaken = name === 'take-lease' || name === 'wake-up';
  if (isTaken && before.status === 'running' && before.leaseUntil >= timeOf(new Date(now)))
    return [`I4: ${name} takes the run from a runner whose lease is not over`];
  return [];
}

/** I3: what was kept is never forgotten. */
function bySnapshot(before: State, after: State): string[] {
  const kept = durable(after);
  const lost = [...durable(before)].filter(([name, entry]) => entry.kind === 'step' && !same(kept.get(name), entry));
  return lost.map(([name]) => `I3: the run forgets ${name}`);
}

function byApproval({ now, parked }: State, before: Approval | undefined, after: Approval | undefined): string[] {
  if (!after) return [];
  const problems: string[] = [];
  const isAnew = before?.epoch !== after.epoch;
  if (before && isSettled(before) && !isAnew && !same(isSettled(after) && after.settlement, before.settlement))
    problems.push(`I1: ${after.key} was ${before.status} by ${before.settlement.by} and is settled again`);
  if (isAnew && !parked.has(asking(after))) problems.push(`I4: ${after.key} is asked, and no run has parked on it`);
  if (!isSettled(after) || (before && isSettled(before) && !isAnew)) return problems;
  const { by, at, action, digest } = after.settlement;
  const deadline = after.expiresAt;
  if (by === 'timeout' && (deadline === undefined || Date.parse(deadline) > now))
    problems.push(`I7: ${after.key} expires before its deadline`);
  if (by !== 'timeout' && action !== 'close' && action !== 'supersede' && deadline !== undefined && at >= deadline)
    problems.push(`I7: ${after.key} is decided after its deadline`);
  if (digest !== after.digest) problems.push(`I5: ${after.key} is settled for something else than is asked`);
  return problems;
}

/**
 * True where an operator took the run out of its runner's hands, who learns of it at its next write: it may begin an effect until
 * its lease ends, and nobody else may take the run before that.
 */
const isOutOfHands = (run: Run, now: number): boolean =>
  run.status === 'cancelled' ||
  run.status === 'needs-review' ||
  (run.status === 'running' && run.holder === undefined && Date.parse(run.leaseUntil) > now);

/** Looks at an effect as it begins. */
export function brokenByEffect(state: State, actor: Actor, { key, given, needs }: Begun, scenario: Scenario): string[] {
  const { run, now, approvals, actors, hasStalled } = state;
  const problems: string[] = [];
  const kept = durable(state);
  const isOut = run !== undefined && isOutOfHands(run, now);
  if (kept.has(`step:${key}`)) problems.push(`I3: ${key} begins again after its success was kept`);
  if (!isOut && scenario.inOrder !== false)
    for (const had of actor.had)
      if (!kept.has(`step:${had}`)) problems.push(`I3: ${key} begins while the success of ${had} is not kept`);
  if (!isOut && run?.epoch !== actor.epoch)
    problems.push(`I4: ${key} begins under a runner of epoch ${actor.epoch}, and the run is in epoch ${run?.epoch}`);
  if (!isOut && run?.status === 'running' && Date.parse(run.leaseUntil) <= now)
    problems.push(`I4: ${key} begins under a lease that is over`);
  const others = actors.filter(
    ({ serial, calls }) => serial !== actor.serial && calls.some(({ on, name }) => on === 'effect' && name === key),
  );
  if (others.length > 0 && !hasStalled) problems.push(`I4: two runners are inside of ${key}, and no lease ran out`);
  const { oneOf = [] } = scenario;
  const other = oneOf.includes(key) ? oneOf.find((one) => one !== key && state.gone.has(one)) : undefined;
  if (other) problems.push(`I3: the run goes on by ${key}, and went by ${other} before`);
  return [...problems, ...withoutApproval(approvals, needs, key, given)];
}

/** I5: what executes is what was approved. */
function withoutApproval(
  approvals: State['approvals'],
  need: string | undefined,
  key: string,
  given: unknown,
): string[] {
  if (need === undefined) return [];
  const approval = approvals.get(need);
  if (approval?.status !== 'approved' && approval?.status !== 'edited')
    return [`I5: ${key} begins on ${need}, which is ${approval?.status ?? 'not asked'}`];
  const { value } = approval.settlement;
  const passed =
    value !== undefined ? shown(value) : approval.pendingArgs !== undefined ? shown(approval.pendingArgs) : undefined;
  return passed !== undefined && !same(passed, given)
    ? [`I5: ${key} begins with ${JSON.stringify(given)}, and ${JSON.stringify(passed)} was approved`]
    : [];
}

/** Looks at a receipt that a person is handed. */
export function brokenByReceipt(
  { approvals, accepted, early }: State,
  receipt: Receipt,
  { who, says }: Person,
): string[] {
  const { key, by, action, status } = receipt;
  if (by !== who) return [`I2: ${who} is told of ${key} what ${by} decided, as if it were theirs`];
  if (status === 'early')
    return early.get(key)?.by === by ? [] : [`I2: ${by} is told that their decision on ${key} is kept, and it is not`];
  const approval = approvals.get(key);
  if (approval && goesByVotes(approval)) {
    const seat = 'for' in says ? says.for : undefined;
    if (seat !== undefined && receipt.for !== seat) return [`I2: ${who} is told nothing of their vote for ${seat}`];
    const isCast = approval.acts?.some((act) => act.kind === 'vote' && act.by === by && act.action === says.action);
    return isCast ? [] : [`I2: ${by} is told that they voted on ${key}, and the record knows nothing of it`];
  }
  if (!approval || !isSettled(approval))
    return [`I2: ${by} is told that ${key} is decided, and it is ${approval?.status ?? 'not there'}`];
  const first = accepted.get(asking(approval));
  if (first && (first.by !== by || first.action !== action))
    return [`I1: ${first.by} and ${by} are both told that they decided ${key}`];
  return [];
}

/** Looks at what a person is told who did something else than decide. */
export function brokenByAnswer({ approvals, delegations }: State, { who, key, says }: Person): string[] {
  if (says.action === 'revoke')
    return delegations.some(({ from }) => from === who) ? [`I2: ${who} is told that nobody stands in for them`] : [];
  const isDone = approvals.get(key)?.acts?.some((act) => act.kind === says.action && act.by === who);
  return isDone
    ? []
    : [`I2: ${who} is told that they did ${says.action} on ${key}, and the record knows nothing of it`];
}

/** Looks at a state, however it came about: a decision that was answered stands, and a run that is completed has heard it. */
export function brokenByState(state: State, { people, wanders, oneOf = [] }: Scenario): string[] {
  if (wanders) return [];
  const { run, approvals, accepted } = state;
  const problems: string[] = [];
  const kept = run?.status === 'completed' ? durable(state) : undefined;
  for (const [asked, settlement] of accepted) {
    const key = asked.slice(0, asked.lastIndexOf('@'));
    const present = approvals.get(key);
    if (!present || !isSettled(present) || !same(present.settlement, settlement))
      problems.push(
        `I2: ${settlement.by} was told that ${key} is decided, and now it is ${present?.status ?? 'not there'}`,
      );
    const known = kept?.get(`approval:${key}`);
    const goesOn = oneOf.includes(key) && oneOf.some((other) => kept?.has(`approval:${other}`));
    if (kept && !goesOn && !(known?.kind === 'approval' && same(known.settlement, settlement)))
      problems.push(`I2: the run is completed and never heard what ${settlement.by} decided of ${key}`);
  }
  const expired = kept ? people.find(({ key }) => approvals.get(key)?.status === 'expired') : undefined;
  if (expired) problems.push(`I5: the run is completed though ${expired.key} expired`);
  return problems;
}

/** Looks at a state where nothing is at work or on its way. */
export function brokenAtQuiet({ run, approvals, hasLost }: State): string[] {
  if (run?.status !== 'waiting' || hasLost) return [];
  const missed = asksOf(run.waits).filter((ask) => {
    const approval = approvals.get(ask.key);
    return approval && approval.epoch >= ask.epoch && isSettled(approval);
  });
  return missed.map(({ key }) => `I2: ${key} is settled, the run waits on it, and no wake-up is on its way`);
}

/** Looks at a state that nothing but people and trouble can leave. */
export function brokenAtRest(state: State): string[] {
  return [...byRest(state), ...byPromises(state)];
}

/** An early decision that was answered is made, or noted as refused, unless somebody was faster. */
function byPromises({ promised, early, approvals }: State): string[] {
  return [...promised].flatMap((key) => {
    const decision = early.get(key);
    const approval = approvals.get(key);
    if (!approval || !decision || isSettled(approval)) return [];
    const isDone = approval.acts?.some((act) => act.early === decision.at);
    return isDone ? [] : [`I2: ${decision.by} decided ${key} early, and nothing came of it`];
  });
}

function byRest({ run, approvals, now }: State): string[] {
  if (!run) return [];
  if (run.status === 'running') return ['I8: the run is running, nobody drives it, and nothing will take it over'];
  const open = [...approvals.values()].filter(({ status }) => status === 'pending');
  if (hasEnded(run)) return open.map(({ key }) => `I8: the run is ${run.status}, and ${key} still asks people`);
  if (run.status !== 'waiting') return [];
  const asks = asksOf(run.waits);
  const problems = open
    .filter(({ key }) => !asks.some((ask) => ask.key === key))
    .map(({ key }) => `I8: ${key} asks people, and the run does not wait for it`);
  if (asks.length === 0) problems.push('I8: the run waits on nothing that is open');
  for (const { key, epoch } of asks) {
    const approval = approvals.get(key);
    if (!approval || approval.epoch < epoch) problems.push(`I8: the run waits on ${key}, which is not asked`);
    else if (isSettled(approval)) problems.push(`I2: ${key} is settled, and the run waits on it for ever`);
    else if (Date.parse(nextEventAt(approval) ?? '9999-12-31') <= now)
      problems.push(`I8: ${key} is past its time, and no sweep sees it`);
  }
  return problems;
}
