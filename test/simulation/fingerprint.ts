/** What tells two states apart: everything that what happens next can depend on, and nothing else. */
import { hash } from 'node:crypto';
import type { Actor, Answer, Call, State, Task } from './state.ts';
import { drawnBy } from './turns.ts';

export const digest = (text: string): string => hash('sha1', text, 'base64url');

/** Times that are told and never compared, the signature over them, and the names of leases, which are random. */
const TOLD = new Set(['createdAt', 'updatedAt', 'startedAt', 'ms', 'seal']);

const texts = new WeakMap<object, string>();

/** What is kept, as a text; a lease is held by whoever `whose` says. */
function textOf(value: unknown, whose?: (serial: number) => string): string {
  const cached = typeof value === 'object' && value !== null && !whose ? texts.get(value) : undefined;
  if (cached !== undefined) return cached;
  const text =
    JSON.stringify(value, (name, part: unknown) => {
      if (TOLD.has(name)) return undefined;
      if (name !== 'holder' || typeof part !== 'string') return part instanceof Error ? String(part) : part;
      const serial = drawnBy(part);
      return serial === undefined || !whose ? '' : whose(serial);
    }) ?? '';
  if (typeof value === 'object' && value !== null && !whose) texts.set(value, text);
  return text;
}

/** The digest of what an actor has heard, with this on top. */
export const trailAfter = ({ trail, serial }: Actor, { id, name, on }: Call, now: number, answer: Answer): string =>
  digest(`${trail}|${id} ${on} ${name} ${now} ${textOf(answer, (owner) => (owner === serial ? 'me' : 'another'))}`);

function taskText(task: Task): string {
  switch (task.is) {
    case 'resume':
      return `resume ${textOf(task.wakeUp)}`;
    case 'notify':
      return `notify ${textOf(task.change)}`;
    case 'decide':
      return `decide ${task.person} ${task.digest}`;
    default:
      return task.is;
  }
}

export const bornTrail = (task: Task, now: number): string => digest(`${taskText(task)} ${now}`);

/** Which of what was delivered a task is busy with, by its place: ids differ between ways to the same state. */
function placeOf({ queue, stream }: State, task: Task): number {
  if (task.is === 'resume') return queue.findIndex(({ id }) => id === task.message);
  return task.is === 'notify' ? stream.findIndex(({ id }) => id === task.record) : -1;
}

export function fingerprint(state: State): string {
  const { now, run, pages, approvals, stream, queue, actors, left, people, accepted, hasLost, hasStalled } = state;
  const { early, delegations, promised, gone } = state;
  const owner = (serial: number) => actors.find((actor) => actor.serial === serial)?.trail ?? '';
  const parts = [
    now,
    textOf(run),
    run && 'holder' in run && run.holder !== undefined ? owner(drawnBy(run.holder) ?? -1) : '',
    run?.pages ? textOf(pages) : '',
    [...approvals.values()]
      .map((approval) => textOf(approval))
      .sort()
      .join(),
    stream.map(({ reader, change }) => `${reader} ${textOf(change)}`).join(),
    queue.map(({ wakeUp }) => textOf(wakeUp)).join(),
    actors
      .map((actor) => `${actor.trail} ${placeOf(state, actor.task)} ${actor.repeated} ${actor.epoch} ${actor.had}`)
      .sort()
      .join(),
    Object.values(left).join(' '),
    people.join(),
    [...accepted.keys()].sort().join(),
    `${hasLost} ${hasStalled}`,
    [...early.values()].map((decision) => textOf(decision)).join(),
    delegations.map(({ id }) => id).join(),
    `${[...promised].sort()} ${[...gone].sort()}`,
  ];
  return digest(parts.join('\n'));
}
