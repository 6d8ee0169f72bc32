/** The names under which the system acts itself. */

/** A time that is over, a run that has ended, or one that asks anew. */
const SYSTEM_NAMES = ['timeout', 'run-ended', 'asked-anew'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** True for the name of no person: people are told that it happened, and not by whom. */
export const isNobody = (name: string): boolean => SYSTEM_NAMES.some((one) => one === name);
