/** What differs between two JSON values: what an edit changed. */
import diff from 'microdiff';

/** One place that differs. `path` is a JSON path such as `amount` or `lines.0.price`; `''` is the whole value. */
export interface ValueChange {
  path: string;
  /** What was there; absent where nothing was. */
  from?: unknown;
  /** What is there; absent where nothing is. */
  to?: unknown;
}

/** Every place that differs, in the order of the first value. */
export function differences(from: unknown, to: unknown): ValueChange[] {
  if (!isContainer(from) || !isContainer(to) || Array.isArray(from) !== Array.isArray(to))
    return from === to ? [] : [{ path: '', from, to }];
  return diff(from, to).map((change) => ({
    path: change.path.join('.'),
    ...('oldValue' in change && { from: change.oldValue }),
    ...('value' in change && { to: change.value }),
  }));
}

const isContainer = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === 'object' && value !== null;
