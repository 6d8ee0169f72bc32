/** A value or an error, as a step may return it and a run gives it back. */

/** A value. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** An error, and what caused it where that is known. */
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
  readonly cause?: unknown;
}

/** A value or an error. */
export type Result<T, E> = Ok<T> | Err<E>;

/** The value that a step gives back: that of a `Result`, or what was returned. */
export type Unwrapped<R> = R extends Ok<infer T> ? T : R extends Err<unknown> ? never : R;

/** The error that a step may give back: that of a `Result`; of anything else none. */
export type ErrorIn<R> = R extends Err<infer E> ? E : never;

/** A result with this value. @example return ok({ amount: 40 }); */
export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
/** A result with this error; its type is the error itself. @example return err('NOT_FOUND'); */
export const err = <const E>(error: E): Err<E> => ({ ok: false, error });
/** True for a result with a value. @example if (isOk(result)) console.log(result.value); */
export const isOk = <T, E>(result: Result<T, E>): result is Ok<T> => result.ok;
/** True for a result with an error. @example if (isErr(result)) console.log(result.error); */
export const isErr = <T, E>(result: Result<T, E>): result is Err<E> => !result.ok;

/** True for what `ok` and `err` make: an object with `ok` and the field that goes with it. */
export const isResult = (value: unknown): value is Result<unknown, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'ok' in value &&
  ((value.ok === true && 'value' in value) || (value.ok === false && 'error' in value));
