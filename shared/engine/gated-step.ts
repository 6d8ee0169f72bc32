/** `gatedStep`: an operation that people let through, with the very arguments that they were shown. */

import { digestOf, orderless } from '../domain/digest.ts';
import { MOST_VALUE } from '../domain/outside.ts';
import { decode, encode } from '../domain/value.ts';
import { type ApprovalCheck, type ApprovalError, outcomeOf } from './approval-step.ts';
import type { ApprovalOptions } from './ask.ts';
import { askAlone, decidedValue, refusalOf, wasAskedOtherwise } from './ask-people.ts';
import { policyOf } from './ask-policy.ts';
import { checkTimes } from './deadlines.ts';
import { isRefusal, StepFailure } from './failures.ts';
import { pendingApproval } from './pending-approval.ts';
import { during, type Place, placeNow, type StepCall } from './place.ts';
import { type ErrorIn, err, isResult, ok, type Result, type Unwrapped } from './result.ts';
import { rememberedStep, runStep } from './run-step.ts';

/** What stands before an operation: whom it concerns, what they read, and where the answer comes from. */
export interface GatedStepOptions<Args>
  extends Omit<ApprovalOptions<Args>, 'title' | 'details' | 'proposed' | 'metadata'> {
  /** The key that people decide under; where one gate is open several times in a run, made of its arguments. */
  key: string | ((args: Args) => string);
  /** Whether these arguments need people. */
  requiresApproval: boolean | ((args: Args) => boolean | Promise<boolean>);
  /** What the operation is about to do, in one line: what people read. */
  description: string | ((args: Args) => string);
  /** As of `createApprovalStep`: how the approval stands in the application's own records. */
  checkApproval?: (args: Args) => Promise<GateCheck<Args>> | GateCheck<Args>;
  metadata?: Record<string, unknown>;
}

/** How the approval of a gate stands; where it is approved, the operation is called with the arguments as they are. */
export type GateCheck<Args> = ApprovalCheck<Args> | { status: 'approved'; value?: unknown };

/** The operation behind its gate. */
export type Gated<Args, R> = (
  args: Args,
) => Promise<Result<Unwrapped<Awaited<R>>, ErrorIn<Awaited<R>> | ApprovalError>>;

/**
 * Puts a gate before an operation. Where the arguments need no approval it runs at once. Else the run waits, showing people
 * the arguments (`metadata.pendingArgs`), and then executes the operation once: with these arguments where they
 * approved, with theirs where they edited, never where they rejected. Other arguments than those approved are asked anew.
 * Inside a workflow the operation is also handed `{ idempotencyKey, attempt, signal }`. Throws as `createApprovalStep` does.
 *
 * @example
 * const gatedSendEmail = gatedStep((mail: Mail) => sendEmail(mail), {
 *   key: 'email-approval',
 *   requiresApproval: (mail) => !mail.to.endsWith('@mycompany.com'),
 *   description: (mail) => `Send email to ${mail.to}: "${mail.subject}"`,
 * });
 * await step('gatedSendEmail', () => gatedSendEmail(mail), { key: 'send-email' });
 */
export function gatedStep<Args, R>(
  operation: (args: Args, call?: StepCall) => R,
  options: GatedStepOptions<Args>,
): Gated<Args, R> {
  const { key: keyOption, requiresApproval, description: described, checkApproval, metadata, ...asked } = options;
  const named = typeof keyOption === 'string' ? keyOption : 'a gate';
  // What can never be decided as it says is refused here, and not once it is asked.
  policyOf(named, asked);
  checkTimes(named, asked);
  const keyOf = (args: Args) => (typeof keyOption === 'function' ? keyOption(args) : keyOption);
  const gate: Gate<Args> = {
    ...{ operation, metadata, asked: { ...asked, ...(metadata && { metadata }) } },
    check: async (args, place) => {
      const known = await checkApproval?.(args);
      if (!known) return undefined;
      const check = known.status === 'approved' ? { ...known, value: args } : known;
      const { form, onTimeout } = options;
      return outcomeOf(keyOf(args), check, { place, onTimeout, ...(known.status === 'edited' && { form }) });
    },
    keyOf,
    needs: async (args) => (typeof requiresApproval === 'function' ? requiresApproval(args) : requiresApproval),
    describe: (args) => (typeof described === 'function' ? described(args) : described),
  };
  return async (args) => {
    const place = placeNow();
    const shown = seenNow(args); // what they change in their arguments from here on, nobody has seen
    // The operation gives back what its type says, whether it ran now or is remembered.
    return (place ? inBody(gate, place, shown) : outside(gate, shown)) as ReturnType<Gated<Args, R>>;
  };
}

interface Gate<Args> {
  operation(args: Args, call?: StepCall): unknown;
  check(args: Args, place: Place | undefined): Promise<Result<Args, ApprovalError> | undefined>;
  asked: ApprovalOptions<Args>;
  metadata: Record<string, unknown> | undefined;
  keyOf(args: Args): string;
  needs(args: Args): Promise<boolean>;
  describe(args: Args): string;
}

/** The arguments as they are now. What cannot be kept (such as a connection) stays as it is: it cannot be shown to people either. */
function seenNow<Args>(args: Args): Args {
  try {
    return decode(encode(args, 'args', MOST_VALUE)) as Args; // the same data
  } catch {
    return args;
  }
}

/** Called by no workflow, a gate says that it waits; only the application's own records can open it. */
async function outside<Args>(gate: Gate<Args>, args: Args): Promise<unknown> {
  if (!(await gate.needs(args))) return asResult(await gate.operation(args));
  const known = await gate.check(args, undefined);
  if (known) return known.ok ? asResult(await gate.operation(known.value)) : known;
  const metadata = { ...gate.metadata, pendingArgs: args };
  return pendingApproval(gate.keyOf(args), { reason: gate.describe(args), metadata });
}

/** One call of a gate: the key that people decide under, the name that the run remembers it by, and which call it is. */
interface Call {
  key: string;
  name: string;
  /** From 1, of those with the same arguments at the same place. */
  nth: number;
}

/**
 * In a body the operation is a step of its own, so that it is executed once, whatever the code around it does next. It is
 * known by its arguments: other arguments are another call, and the same again are a second one.
 */
async function inBody<Args>(gate: Gate<Args>, place: Place, args: Args): Promise<unknown> {
  const { execution, stepKey: within, trial } = place;
  const call = callOf(gate, place, args);
  trial.undo.push(execution.claim('step', call.name, call.name));
  execution.replay.reachedAsk(call.key);
  const before = rememberedStep(execution, call.name);
  if (before) return ok(await before.value);
  execution.replay.called(call.name, `${placeOf(within)}${call.key}#`);
  const needed = await during(place, () => gate.needs(args));
  const open = needed ? await during(place, (inner) => passage(gate, inner, call, args)) : ok(args);
  if (!open.ok) return open;
  const work = (told: StepCall) => gate.operation(open.value, told);
  const { name } = call;
  return asResultOf(runStep(execution, { id: name, key: name, work, within, ...(needed && { approval: call.key }) }));
}

function callOf<Args>(gate: Gate<Args>, { stepKey, trial: { gates } }: Place, args: Args): Call {
  const key = gate.keyOf(args);
  const shown = digestOfArgs(args);
  const nth = (gates.get(`${key}#${shown}`) ?? 0) + 1;
  gates.set(`${key}#${shown}`, nth);
  const name = `${placeOf(stepKey)}${key}#${shown}${nth > 1 ? `#${nth}` : ''}`;
  return { key, name, nth };
}

const placeOf = (stepKey: string | undefined): string => (stepKey === undefined ? '' : `${stepKey}/`);

/** The arguments in 8 characters; of what cannot be kept, one and the same. */
function digestOfArgs(args: unknown): string {
  try {
    return digestOf(orderless({ pendingArgs: encode(args, 'args', MOST_VALUE) })).slice(0, 8);
  } catch {
    return 'unkept';
  }
}

/** The arguments to call the operation with, once people let it through (I5: bound to the arguments that they saw). */
async function passage<Args>(
  gate: Gate<Args>,
  place: Place,
  { key, nth }: Call,
  args: Args,
): Promise<Result<Args, ApprovalError>> {
  const circumstances = { reason: gate.describe(args), pendingArgs: args, nth };
  const known = await gate.check(args, place);
  if (known && !(known.ok && wasAskedOtherwise(place, key, gate.asked, circumstances))) return known;
  const settlement = await askAlone(place, key, gate.asked, circumstances);
  const refusal = refusalOf(key, settlement);
  if (refusal) return err(refusal);
  return ok(settlement.value === undefined ? args : decidedValue<Args>(settlement));
}

const asResult = (returned: unknown): Result<unknown, unknown> => (isResult(returned) ? returned : ok(returned));

/** What a step gave back or failed with, as its operation said it. */
async function asResultOf(step: Promise<unknown>): Promise<Result<unknown, unknown>> {
  try {
    return ok(await step);
  } catch (error) {
    if (isRefusal(error)) return err(error);
    if (!(error instanceof StepFailure)) throw error;
    if (error.wasThrown) throw error.error;
    return err(error.error);
  }
}
