/** What a workflow says of an approval, and how it becomes what people are asked. */
import type { $ZodType } from 'zod/v4/core';
import { type Ask, type TimedEvent, TimeoutDefault } from '../domain/approval.ts';
import type { Action } from '../domain/decision.ts';
import { type Duration, durationOf } from '../domain/duration.ts';
import { misfits } from '../domain/form.ts';
import { ApprovalKey } from '../domain/ids.ts';
import { later, type Time } from '../domain/time.ts';
import { encode, shown } from '../domain/value.ts';
import { CountersignError } from '../errors.ts';
import { digestOf } from './digest.ts';
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
  /** What happens then (default `reject`). */
  onTimeout?: 'reject' | { approve: T };
  /** When to remind, each counted from the asking. */
  remind?: Duration[];
  /** Who else to ask, and when, counted from the asking. */
  escalate?: { after: Duration; to: string }[];
  /** Which actions are taken (default: all four). */
  allow?: Action[];
  metadata?: unknown;
}

/** The workflow and the moment that ask. */
export interface Asking {
  workflow: string;
  version: string;
  epoch: number;
  now: Time;
}

/** What is asked under `key`. `invalid-approval` names the option that is not sound. */
export function askOf<T>(key: string, options: ApprovalOptions<T>, asking: Asking): Ask {
  const problem = (option: string, what: string) =>
    new CountersignError('invalid-approval', `Approval "${key}": ${option} ${what}`);
  if (!ApprovalKey.safeParse(key).success) throw problem('key', 'must be 1 to 200 characters of A-Z a-z 0-9 . _ : @ -');
  const form = options.form && formSchema(options.form, key);
  const proposed =
    options.proposed === undefined ? undefined : encode(options.proposed, `proposed of approval "${key}"`);
  const [wrong] = form && proposed !== undefined ? misfits(shown(proposed), form, 'proposed') : [];
  if (wrong) throw problem(wrong.path, `does not fit the form: ${wrong.message}`);
  const shownPart = {
    title: options.title ?? key,
    ...(options.details !== undefined && { details: encode(options.details, `details of approval "${key}"`) }),
    ...(form && { form }),
    ...(proposed !== undefined && { proposed }),
  };
  return {
    key,
    ...shownPart,
    ...(options.metadata !== undefined && { metadata: encode(options.metadata, `metadata of approval "${key}"`) }),
    assignee: names(options.assignee) ?? [],
    ...(options.approvers !== undefined && { approvers: names(options.approvers) ?? [] }),
    ...(options.allow && { allow: options.allow }),
    ...times(key, options, asking.now),
    digest: digestOf({ workflow: asking.workflow, version: asking.version, key, ...shownPart }),
    epoch: asking.epoch,
    since: asking.now,
  };
}

const names = (who: string | string[] | undefined): string[] | undefined => (typeof who === 'string' ? [who] : who);

function times<T>(key: string, { timeout, onTimeout, remind = [], escalate = [] }: ApprovalOptions<T>, since: Time) {
  const at = (duration: Duration, option: string) => later(since, durationOf(duration, `Approval "${key}": ${option}`));
  const events: TimedEvent[] = [
    ...remind.map((after, i) => ({ kind: 'remind' as const, at: at(after, `remind[${i}]`) })),
    ...escalate.map(({ after, to }, i) => ({ kind: 'escalate' as const, at: at(after, `escalate[${i}].after`), to })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const expiresAt = timeout === undefined ? undefined : at(timeout, 'timeout');
  const late = expiresAt !== undefined && events.find((event) => event.at >= expiresAt);
  if (late) {
    const option = late.kind === 'remind' ? 'remind' : 'escalate';
    throw new CountersignError(
      'invalid-approval',
      `Approval "${key}": ${option} comes after the timeout of ${timeout}; it would never happen.`,
    );
  }
  return {
    ...(expiresAt !== undefined && { expiresAt }),
    ...(expiresAt !== undefined && onTimeout !== undefined && { onTimeout: timeoutDefault(key, onTimeout) }),
    ...(events.length > 0 && { events }),
  };
}

function timeoutDefault(key: string, onTimeout: 'reject' | { approve: unknown }): TimeoutDefault {
  const parsed = TimeoutDefault.safeParse(
    typeof onTimeout === 'object'
      ? { approve: encode(onTimeout.approve, `onTimeout of approval "${key}"`) }
      : onTimeout,
  );
  if (parsed.success) return parsed.data;
  throw new CountersignError(
    'invalid-approval',
    `Approval "${key}": onTimeout must be 'reject' or { approve: value }.`,
  );
}
