/** What a workflow says of an approval, and how it becomes what people are asked. */
import type { $ZodType } from 'zod/v4/core';
import type { Ask } from '../domain/approval.ts';
import { digestOf, orderless } from '../domain/digest.ts';
import { misfits } from '../domain/form.ts';
import { ApprovalKey } from '../domain/ids.ts';
import { MOST_INSIDE, MOST_VALUE } from '../domain/outside.ts';
import type { Time } from '../domain/time.ts';
import { encode, shown } from '../domain/value.ts';
import { type PolicyOptions, policyOf } from './ask-policy.ts';
import { type Deadlines, type Times, timesOf } from './deadlines.ts';
import { formSchema } from './form-schema.ts';
import { unsound } from './unsound.ts';

/** What people are asked, of whom, and by when. `T` is the type of the value that a decision carries. */
export interface ApprovalOptions<T = unknown> extends PolicyOptions, Deadlines<T> {
  /** One line that says what is asked. Default: the key. */
  title?: string;
  /** What the people need to see; any value that can be kept. */
  details?: unknown;
  /** zod schema of the value that a decision may carry; JSON Schema must be able to say it. */
  form?: $ZodType<T>;
  /** What the workflow suggests: approving without a value means this one. */
  proposed?: T;
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

/** What an approval asks, without its times. */
type Question = Omit<Ask, keyof Times>;

/** What is asked under `key`, and by when. `invalid-approval` names the option that is not sound. */
export function askOf<T>(key: string, options: ApprovalOptions<T>, asking: Asking): Ask {
  const question = questionOf(key, options, asking);
  return { ...question, ...timesFor(question, options) };
}

/** The times of a question that is asked for the first time: what it was asked by stays. */
export function timesFor<T>({ key, form, since }: Question, options: ApprovalOptions<T>): Times {
  const times = timesOf(key, options, since);
  const { onTimeout } = times;
  if (onTimeout && 'approve' in onTimeout) refuseMisfit(key, 'onTimeout.approve', onTimeout.approve, form);
  return times;
}

/** What is asked under `key`: the part that is the same whenever it is asked. `invalid-approval` as of `askOf`. */
export function questionOf<T>(key: string, options: ApprovalOptions<T>, asking: Asking): Question {
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
  const { workflow, version, step, nth = 1, reason } = asking;
  const asker = { workflow, version, key, ...(step !== undefined && { step }), ...(nth > 1 && { nth }) };
  return {
    key,
    ...shownPart,
    ...(reason !== undefined && { reason }),
    ...(step !== undefined && step !== key && { step }),
    ...kept('metadata'),
    ...policyOf(key, options),
    digest: digestOf({ ...asker, ...orderless(shownPart) }),
    epoch: asking.epoch,
    since: asking.now,
  };
}

function refuseMisfit(key: string, option: string, value: string | undefined, form: Ask['form']): void {
  const [wrong] = form && value !== undefined ? misfits(shown(value), form, option) : [];
  if (wrong) throw unsound(key, `${wrong.path} does not fit the form: ${wrong.message}`);
}
