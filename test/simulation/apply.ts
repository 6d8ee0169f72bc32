/** Takes one choice: what the state is then, and what broke on the way. */
import { type Approval, isSettled } from '../../shared/domain/approval.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Run } from '../../shared/domain/run.ts';
import { hasToClose } from '../../shared/domain/run-moves.ts';
import { asksOf } from '../../shared/domain/wait.ts';
import type { WakeUp } from '../../shared/ports/wake-queue.ts';
import { wake, wakeUpOf } from '../../shared/use-cases/wake.ts';
import type { Choice } from './choices.ts';
import type { Fault } from './fault.ts';
import { bornTrail, trailAfter } from './fingerprint.ts';
import { brokenByAnswer, brokenByCall, brokenByEffect, brokenByReceipt, moveName } from './invariants.ts';
import { bringUp } from './live.ts';
import { answerToRepeated, perform } from './perform.ts';
import { programOf } from './programs.ts';
import { brokenByRedelivery } from './redelivery.ts';
import type { Person, Play } from './scenario.ts';
import {
  type Actor,
  type Answer,
  asking,
  type Call,
  type State,
  type Stores,
  type StreamRecord,
  type Task,
} from './state.ts';

export interface Step {
  readonly state: State;
  readonly problems: readonly string[];
}

type Go = Extract<Choice, { do: 'go' }>;

export async function apply(before: State, choice: Choice, play: Play, fault?: Fault): Promise<Step> {
  const { costs } = choice;
  const state = costs ? { ...before, left: { ...before.left, [costs]: before.left[costs] - 1 } } : before;
  switch (choice.do) {
    case 'go':
      return go(state, choice, play, fault);
    case 'begin':
      return { state: await begin(state, choice.task, play, fault), problems: [] };
    case 'forward':
    case 'forward-again':
      return { state: await forward(state, choice.record, choice.do === 'forward'), problems: [] };
    case 'lose':
      return {
        state: { ...state, stream: state.stream.filter(({ id }) => id !== choice.record), hasLost: true },
        problems: [],
      };
    case 'pass':
      return { state: { ...state, now: choice.to, hasStalled: state.hasStalled || costs === 'stall' }, problems: [] };
  }
}

async function begin(state: State, task: Task, play: Play, fault: Fault | undefined): Promise<State> {
  const { now, serial } = state;
  const born: Actor = {
    serial,
    task,
    since: now,
    heard: [],
    calls: [],
    trail: bornTrail(task, now),
    had: [],
    repeated: [],
  };
  const live = await bringUp(born, programOf(task, play.scenario));
  const queue =
    task.is === 'resume' && fault?.forgetsFirst ? state.queue.filter(({ id }) => id !== task.message) : state.queue;
  return {
    ...state,
    queue,
    serial: serial + 1,
    actors: [...state.actors, { ...born, calls: live.calls() }],
    people: task.is === 'decide' ? state.people.filter((index) => index !== task.person) : state.people,
  };
}

/** The waker's reader does nothing but put a message on the queue. */
async function forward(state: State, record: number, isOver: boolean): Promise<State> {
  const change = state.stream.find(({ id }) => id === record)?.change;
  const sent: WakeUp[] = [];
  if (change) await wake({ queue: { send: async (wakeUp) => void sent.push(wakeUp) } }, change);
  return {
    ...state,
    serial: state.serial + sent.length,
    queue: [...state.queue, ...sent.map((wakeUp, index) => ({ id: state.serial + index, wakeUp }))],
    stream: isOver ? state.stream.filter(({ id }) => id !== record) : state.stream,
  };
}

async function go(state: State, choice: Go, play: Play, fault: Fault | undefined): Promise<Step> {
  const actor = state.actors.find(({ serial }) => serial === choice.actor);
  const call = actor?.calls.find(({ id }) => id === choice.call);
  if (!actor || !call) throw new Error('There is no such call.');
  const { how } = choice;
  if (how === 'dies-before') return { state: without(state, actor), problems: [] };
  if (call.on === 'end') return end(state, actor, call, how === 'again', play, fault);
  if (call.on === 'effect') {
    const answer = how === 'fails' ? { error: new Error(`${call.name} fails`) } : { value: choice.value };
    const had = how === 'fails' ? actor.had : [...actor.had, call.name];
    return goOn(state, { ...actor, had }, call, answer, play, fault);
  }
  const done = await write(state, actor, call, fault);
  if (how === 'dies-after') return { state: without(done.state, actor), problems: done.problems };
  if (how === 'answer-lost') {
    const repeats = { ...actor, repeated: [...actor.repeated, call.id] };
    return { state: withActor(done.state, repeats), problems: done.problems };
  }
  const next = await goOn(done.state, holding(actor, call, done.answer), call, done.answer, play, fault);
  return { state: next.state, problems: [...done.problems, ...next.problems] };
}

/** Performs a call on the stores, and puts what changed on the stream. */
async function write(state: State, actor: Actor, call: Call, fault: Fault | undefined) {
  const tampered = fault?.tamper?.(call, actor, state) ?? call;
  const extra = fault?.first?.(call, actor, state) ?? [];
  let kept: Stores = state;
  const changes: Change[] = [];
  for (const one of extra) {
    const performed = await perform(kept, one);
    kept = performed;
    changes.push(...performed.changes);
  }
  const performed =
    'answer' in tampered ? { ...kept, answer: tampered.answer, changes: [] } : await perform(kept, tampered);
  changes.push(...performed.changes);
  const records = changes.flatMap(recordsOf).filter((record) => !fault?.drops?.(record));
  const parks = changes.flatMap(({ kind, after }) => (kind === 'run' ? asksOf(after?.waits ?? []).map(asking) : []));
  const { run, pages, approvals, early, delegations } = performed;
  const after: State = {
    ...state,
    ...{ run, pages, approvals, early, delegations },
    parked: parks.length > 0 ? new Set([...state.parked, ...parks]) : state.parked,
    serial: state.serial + records.length,
    stream: [...state.stream, ...records.map((record, index) => ({ ...record, id: state.serial + index }))],
  };
  const given = actor.repeated.includes(call.id) ? answerToRepeated(call, performed.answer) : performed.answer;
  const answer = fault?.answers?.(call, given, actor, state) ?? given;
  return { state: after, answer, problems: brokenByCall(state, after, actor, call, changes) };
}

/** What the two readers are handed of a change, as far as it makes them do anything to the stores. */
function recordsOf(change: Change): Omit<StreamRecord, 'id'>[] {
  const isForNotify =
    change.kind === 'run' && change.after && (change.after.status === 'waiting' || hasToClose(change.after));
  return [
    ...(isForNotify ? [{ reader: 'notify' as const, change }] : []),
    ...(wakeUpOf(change) ? [{ reader: 'wake' as const, change }] : []),
  ];
}

/** Who has taken a lease holds its epoch. */
function holding(actor: Actor, call: Call, answer: Answer): Actor {
  if ('error' in answer) return actor;
  if (call.name === 'create') {
    const { created, run } = answer.value as { created: boolean; run: Run };
    return created ? { ...actor, epoch: run.epoch } : actor;
  }
  if (moveName(call) !== 'take-lease') return actor;
  const moved = answer.value as { done: boolean; after?: Run; present?: Run };
  const run = moved.done ? moved.after : moved.present;
  const move = call.args.at(-1) as { set: { holder?: string } };
  return run && 'holder' in run && run.holder === move.set.holder ? { ...actor, epoch: run.epoch } : actor;
}

/** Gives the actor its answer, and lets it run to its next calls. */
async function goOn(
  state: State,
  actor: Actor,
  call: Call,
  answer: Answer,
  play: Play,
  fault: Fault | undefined,
): Promise<Step> {
  const live = await bringUp(actor, programOf(actor.task, play.scenario));
  const now = fault?.clock?.(actor, state.now) ?? state.now;
  const heard = { call: call.id, now, answer };
  await live.hear(heard);
  const next: Actor = {
    ...actor,
    heard: [...actor.heard, heard],
    calls: live.calls(),
    trail: trailAfter(actor, call, now, answer),
    repeated: actor.repeated.filter((id) => id !== call.id),
  };
  const after = withActor(state, next);
  const begun = live.begun();
  const ways = begun.map(({ key }) => key).filter((key) => play.scenario.oneOf?.includes(key));
  const gone = ways.length > 0 ? { ...after, gone: new Set([...after.gone, ...ways]) } : after;
  return { state: gone, problems: begun.flatMap((one) => brokenByEffect(gone, next, one, play.scenario)) };
}

/** Whoever called the use case hears how it ended: what it was handed is over then, or comes again where it failed. */
async function end(
  state: State,
  actor: Actor,
  { name, args }: Call,
  comesAgain: boolean,
  { scenario }: Play,
  fault: Fault | undefined,
): Promise<Step> {
  const { task } = actor;
  const left: State = { ...state, actors: state.actors.filter(({ serial }) => serial !== actor.serial) };
  if (task.is === 'decide' && name === 'done') return answered(left, scenario.people[task.person], args[0]);
  if (comesAgain || name === 'failed' || (task.is !== 'resume' && task.is !== 'notify'))
    return { state: left, problems: [] };
  const { queue, stream } = left;
  const over =
    task.is === 'resume'
      ? { ...left, queue: queue.filter(({ id }) => id !== task.message) }
      : { ...left, stream: stream.filter(({ id }) => id !== task.record) };
  // Where a fault is planted, a second delivery would go by the sound stores.
  return { state: over, problems: fault ? [] : await brokenByRedelivery(over, task, scenario) };
}

const BESIDE = ['withdraw', 'reassign', 'revoke'];

/** A person hears that what they did counts. */
function answered(state: State, person: Person | undefined, answer: unknown): Step {
  if (!person) return { state, problems: [] };
  if (BESIDE.includes(person.says.action)) return { state, problems: brokenByAnswer(state, person) };
  const receipt = answer as Receipt; // what recordDecision gives back
  const approval: Approval | undefined = state.approvals.get(receipt.key);
  const problems = brokenByReceipt(state, receipt, person);
  if (receipt.status === 'early')
    return { state: { ...state, promised: new Set([...state.promised, receipt.key]) }, problems };
  if (!approval || !isSettled(approval)) return { state, problems };
  const accepted = new Map([...state.accepted, [asking(approval), approval.settlement] as const]);
  return { state: { ...state, accepted }, problems };
}

/** The process is dead; a person who was not answered decides again. */
function without(state: State, { serial, task }: Actor): State {
  return {
    ...state,
    actors: state.actors.filter((actor) => actor.serial !== serial),
    people: task.is === 'decide' ? [...state.people, task.person].sort() : state.people,
  };
}

const withActor = (state: State, actor: Actor): State => ({
  ...state,
  actors: state.actors.map((one) => (one.serial === actor.serial ? actor : one)),
});
