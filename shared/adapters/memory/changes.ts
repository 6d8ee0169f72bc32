/** Where the memory stores tell of their changes, as the table's stream does. */
import type { Change } from '../../domain/change.ts';

export type ChangeListener = (change: Change) => void;
