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

/** The top of a body, or the inside of one of its steps. */
export interface Place extends Work {
  readonly execution: Execution;
  /** The place around this one: of the same run, or of another whose step started this run. */
  readonly outer: Place | undefined;
  /** The step that is at work here; undefined at the top of the body. */
  readonly stepKey: string | undefined;
  /** The present try of that step. */
  call: StepCall | undefined;
  /** How often the present try has called each gate. */
  gates: Map<string, number>;
}

const current = new AsyncLocalStorage<Place>();

/** Where the code is that calls this; undefined outside of every body. */
export const placeNow = (): Place | undefined => current.getStore();

/** A place of this execution, inside of where the code is now. */
export const newPlace = (execution: Execution, stepKey?: string): Place => ({
  execution,
  outer: current.getStore(),
  stepKey,
  call: undefined,
  gates: new Map(),
  isHeld: false,
});

/** Does something at a place. */
export const at = <T>(place: Place, doIt: () => T): T => current.run(place, doIt);

/** Stops the body where the code is now, for good; the steps that it is inside of wait as well. */
export const hold = ({ activity }: Execution): Promise<never> => activity.hold(stepsAround(activity));

function* stepsAround(activity: Execution['activity']): Generator<Place> {
  for (let place = current.getStore(); place; place = place.outer)
    if (place.execution.activity === activity && place.stepKey !== undefined) yield place;
}
