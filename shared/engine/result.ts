/** A value or an error, as a step may return it and a run gives it back. */

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Err<E> {
  readonly ok: false;
  readonly error: E;
  readonly cause?: unknown;
}

export type Result<T, E> = Ok<T> | Err<E>;

/** The value that a step gives back: that of a `Result`, or what was returned. */
export type Unwrapped<R> = R extends Ok<infer T> ? T : R extends Err<unknown> ? never : R;

/** The error that a step may give back: that of a `Result`; of anything else none. */
export type ErrorIn<R> = R extends Err<infer E> ? E : never;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <const E>(error: E): Err<E> => ({ ok: false, error });
export const isOk = <T, E>(result: Result<T, E>): result is Ok<T> => result.ok;
export const isErr = <T, E>(result: Result<T, E>): result is Err<E> => !result.ok;

/** True for what `ok` and `err` make: an object with `ok` and the field that goes with it. */
export const isResult = (value: unknown): value is Result<unknown, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'ok' in value &&
  ((value.ok === true && 'value' in value) || (value.ok === false && 'error' in value));
