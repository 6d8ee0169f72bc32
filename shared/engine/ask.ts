/** What a workflow says of an approval, and how it becomes what people are asked. */
import type { $ZodType } from 'zod/v4/core';
import type { Ask, TimedEvent, TimeoutDefault } from '../domain/approval.ts';
import type { Action } from '../domain/decision.ts';
import { type Duration, durationOf } from '../domain/duration.ts';
import { misfits } from '../domain/form.ts';
import { ApprovalKey } from '../domain/ids.ts';
import { MOST_INSIDE, MOST_VALUE } from '../domain/outside.ts';
import { LAST_TIME, later, type Time } from '../domain/time.ts';
import { encode, shown } from '../domain/value.ts';
import { CountersignError } from '../errors.ts';
import { digestOf, orderless } from './digest.ts';
import { formSchema } from './form-schema.ts';

/** What people are asked, and by when. `T` is the type of the value that a decision carries. */
export interface ApprovalOptions<T = unknown> {
  /** One line that says what is asked. Default: the key. */
  title?: string;
  /** What the people need to see; any value that can be kept. */
  details?: unknown;
  /** zod schema of the value that a decision may carry; JSON Schema must be able to say it. */
  form?: $ZodType<T>;
  /** What the workflow suggests: approving without a value means this one. */
  proposed?: T;
  /** Who is asked: e-mail addresses or groups (a name without `@` or `:`). Default: anyone who is known. */
  assignee?: string | string[];
  /** Who may decide. Default: who is asked. */
  approvers?: string | string[];
  /** How long people have, such as `24h`. Default: for ever. */
  timeout?: Duration;
  /** What happens then (default `reject`). `escalate` asks somebody else as well, and starts the time anew, once; then it rejects. */
  onTimeout?: 'reject' | { approve: T } | { escalate: string };
  /** When to remind, each counted from the asking. */
  remind?: Duration[];
  /** Who else to ask, and when, counted from the asking. */
  escalate?: { after: Duration; to: string }[];
  /** Which actions are taken (default: all four). */
  allow?: Action[];
  metadata?: unknown;
}

/** What the place of the asking adds to what people are asked. */
export interface Circumstances {
  /** Why people are asked, where it is not the title. */
  reason?: string | undefined;
  /** The arguments that the gated operation will be called with. */
  pendingArgs?: unknown;
  /** The step that asks: another step that asks the same is another question. */
  step?: string | undefined;
  /** Which asking of that step it is, from 1. */
  nth?: number;
}

/** The workflow and the moment that ask. */
export interface Asking extends Circumstances {
  workflow: string;
  version: string;
  epoch: number;
  now: Time;
}

const unsound = (key: string, problem: string): CountersignError =>
  new CountersignError('invalid-approval', `Approval "${key}": ${problem}`);

/** What is asked under `key`. `invalid-approval` names the option that is not sound. */
export function askOf<T>(key: string, options: ApprovalOptions<T>, asking: Asking): Ask {
  if (!ApprovalKey.safeParse(key).success) {
    throw unsound(key, 'its key must be 1 to 200 characters of A-Z a-z 0-9 . _ : @ -');
  }
  const form = options.form && formSchema(options.form, key);
  const kept = (option: 'details' | 'proposed' | 'metadata' | 'pendingArgs') => {
    const value = option === 'pendingArgs' ? asking.pendingArgs : options[option];
    const most = option === 'details' || option === 'pendingArgs' ? MOST_VALUE : MOST_INSIDE;
    return value !== undefined && { [option]: encode(value, `${option} of approval "${key}"`, most) };
  };
  const shownPart: Pick<Ask, 'title' | 'details' | 'pendingArgs' | 'form' | 'proposed'> = {
    title: options.title ?? asking.reason ?? key,
    ...kept('details'),
    ...kept('pendingArgs'),
    ...(form && { form }),
    ...kept('proposed'),
  };
  refuseMisfit(key, 'proposed', shownPart.proposed, form);
  const onTimeout = timeoutDefault(key, options);
  if (onTimeout && 'approve' in onTimeout) refuseMisfit(key, 'onTimeout.approve', onTimeout.approve, form);
  const { workflow, version, step, nth = 1, reason } = asking;
  const asker = { workflow, version, key, ...(step !== undefined && { step }), ...(nth > 1 && { nth }) };
  return {
    key,
    ...shownPart,
    ...(reason !== undefined && { reason }),
    ...(step !== undefined && step !== key && { step }),
    ...kept('metadata'),
    assignee: names(key, 'assignee', options.assignee) ?? [],
    ...(options.approvers !== undefined && { approvers: names(key, 'approvers', options.approvers) ?? [] }),
    ...(options.allow && { allow: options.allow }),
    ...times(key, options, asking.now),
    ...(onTimeout && { onTimeout }),
    digest: digestOf({ ...asker, ...orderless(shownPart) }),
    epoch: asking.epoch,
    since: asking.now,
  };
}

/** 1 to 200 visible characters: what an index key and a message attribute hold. */
const NAME = /^[^\p{C}\p{Z}]{1,200}$/u;

function names(key: string, option: string, who: string | string[] | undefined): string[] | undefined {
  const all = typeof who === 'string' ? [who] : who;
  const wrong = all?.find((name) => typeof name !== 'string' || !NAME.test(name));
  if (wrong !== undefined)
    throw unsound(key, `${option} "${wrong}" must be an e-mail address or a group: 1 to 200 visible characters.`);
  return all;
}

function refuseMisfit(key: string, option: string, value: string | undefined, form: Ask['form']): void {
  const [wrong] = form && value !== undefined ? misfits(shown(value), form, option) : [];
  if (wrong) throw unsound(key, `${wrong.path} does not fit the form: ${wrong.message}`);
}

/** The default that is not the usual one, to reject. */
function timeoutDefault<T>(key: string, { timeout, onTimeout }: ApprovalOptions<T>): TimeoutDefault | undefined {
  if (onTimeout === undefined || onTimeout === 'reject') return undefined;
  if (timeout === undefined)
    throw unsound(key, 'onTimeout has no timeout to follow; give one, such as timeout: "24h".');
  if (typeof onTimeout === 'object' && 'escalate' in onTimeout) {
    names(key, 'onTimeout.escalate', onTimeout.escalate);
    return { escalate: onTimeout.escalate };
  }
  if (typeof onTimeout !== 'object' || !('approve' in onTimeout))
    throw unsound(key, "onTimeout must be 'reject', { approve: value } or { escalate: who }.");
  return { approve: encode(onTimeout.approve, `onTimeout of approval "${key}"`) };
}

function times<T>(key: string, { timeout, remind = [], escalate = [] }: ApprovalOptions<T>, since: Time) {
  const at = (duration: Duration, option: string): Time => {
    const ms = durationOf(duration, `Approval "${key}": ${option}`);
    if (Date.parse(since) + ms > LAST_TIME) throw unsound(key, `${option} of ${duration} ends beyond the year 9999.`);
    return later(since, ms);
  };
  const events: TimedEvent[] = [
    ...remind.map((after, i) => ({ kind: 'remind' as const, at: at(after, `remind[${i}]`) })),
    ...escalate.map(({ after, to }, i) => {
      names(key, `escalate[${i}].to`, to);
      return { kind: 'escalate' as const, at: at(after, `escalate[${i}].after`), to };
    }),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const expiresAt = timeout === undefined ? undefined : at(timeout, 'timeout');
  const late = events.find((event) => expiresAt !== undefined && event.at >= expiresAt);
  if (late) throw unsound(key, `${late.kind} comes after the timeout of ${timeout}; it would never happen.`);
  return { ...(expiresAt !== undefined && { expiresAt }), ...(events.length > 0 && { events }) };
}
