/** Where in a body the code is that runs now, so that what it calls knows the run without being handed it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Work } from './activity.ts';
import type { Execution } from './execution.ts';

/** What a step's function is handed. */
export interface StepCall {
  /** The same for this step of this run over every retry and crash: hand it to whatever must act only once. */
  readonly idempotencyKey: string;
  /** From 1. */
  readonly attempt: number;
  /** Aborts when the step's time is over, or the whole run is aborted. */
  readonly signal: AbortSignal;
}

/** What one try of a step has done so far; or the body, at its top. */
export interface Trial {
  /** How often each gate was called. */
  readonly gates: Map<string, number>;
  /** Takes back what a try that failed leaves behind: its keys, and what it waited for. */
  readonly undo: (() => void)[];
  /** The approval that was passed last. */
  passed: string | undefined;
}

/** The top of a body, the inside of one of its steps, or of something in it that asks people. */
export interface Place extends Work {
  readonly execution: Execution;
  /** The place around this one: of the same run, or of another whose step started this run. */
  readonly outer: Place | undefined;
  /** The step that is at work here; undefined at the top of the body. */
  readonly stepKey: string | undefined;
  /** False for the top of the body, which nothing counts as under way. */
  readonly isCounted: boolean;
  readonly trial: Trial;
}

const current = new AsyncLocalStorage<Place>();

/** Where the code is that calls this; undefined outside of every body. */
export const placeNow = (): Place | undefined => current.getStore();

/** The top of a body, or the inside of a step of it. */
export const newPlace = (execution: Execution, stepKey?: string): Place => ({
  execution,
  outer: current.getStore(),
  stepKey,
  isCounted: stepKey !== undefined,
  trial: { gates: new Map(), undo: [], passed: undefined },
  isHeld: false,
});

/** Forgets the try before, and takes back what it left. */
export function beginAnew({ trial }: Place): void {
  for (const undo of trial.undo.splice(0)) undo();
  trial.gates.clear();
  trial.passed = undefined;
}

/** Does something at a place that asks people: what else happens around it goes on, and this is waited for by itself. */
export function during<T>(place: Place, doIt: (place: Place) => Promise<T>): Promise<T> {
  const inner: Place = { ...place, outer: place, isCounted: true, isHeld: false };
  return place.execution.activity.during(inner, () => current.run(inner, () => doIt(inner)));
}

/** Does something at a place. */
export const at = <T>(place: Place, doIt: () => T): T => current.run(place, doIt);

/** The step that encloses the code that calls this, in this execution. */
export const enclosingStep = (execution: Execution): string | undefined => {
  const place = current.getStore();
  return place?.execution === execution ? place.stepKey : undefined;
};

/** Stops the body where the code is now, until `whenOver` calls; the steps that it is inside of wait as well. */
export async function suspend({ activity }: Execution, whenOver: (goOn: () => void) => void): Promise<void> {
  const end = activity.suspend(stepsAround(activity));
  await new Promise<void>((resolve) =>
    whenOver(() => {
      end();
      resolve();
    }),
  );
}

/** Stops the body where the code is now, for good; the steps that it is inside of wait as well. */
export const hold = ({ activity }: Execution): Promise<never> => activity.hold(stepsAround(activity));

function* stepsAround(activity: Execution['activity']): Generator<Place> {
  for (let place = current.getStore(); place; place = place.outer)
    if (place.execution.activity === activity && place.isCounted) yield place;
}
