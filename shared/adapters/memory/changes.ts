/** Where the memory stores tell of their changes, as the table's stream does. */
import type { Change } from '../../domain/change.ts';

export type ChangeListener = (change: Change) => void;

/** A copy that shares nothing, so that nobody changes what is kept by changing what they were handed. */
export const copy = <T>(value: T): T => structuredClone(value);
