/** The lists of the indexes, and over how many partitions each is spread: a partition takes no more than 1,000 writes a second. */
import { SHARDS } from '../../domain/shards.ts';
import { CountersignError } from '../../errors.ts';

/** How a list is called; its partitions are numbered. */
export const LISTS = {
  runs: (workflow: string): string => `RUNS#${workflow}`,
  inbox: (assignee: string): string => `INBOX#${assignee}`,
  key: (key: string): string => `KEY#${key}`,
} as const;

/** How the due index names its lists: those of runs, and those of notices that were not delivered. */
export const DUE_LISTS = {
  ...{ due: 'DUE', failed: 'FAILED', 'needs-review': 'REVIEW' },
  ...{ delivery: 'DELIVERY', undelivered: 'UNDELIVERED' },
} as const;

/**
 * What part of the shards each list takes, by what a run with one approval writes to it: 6 write units where it is due, 3 under the
 * approval's key, 2 in an inbox, 1 elsewhere. Each page of a list reads every one of its partitions, so none has more than it needs.
 */
const PARTS: Readonly<Record<string, number>> = { [DUE_LISTS.due]: 1, KEY: 1 / 2, INBOX: 1 / 4 };
const OTHER_PART = 1 / 8;

export interface Lists {
  /** Over how many partitions the list of what is due is spread, and no list over more. */
  readonly shards: number;
  /** The partitions of the list, to be read together. */
  partitionsOf(list: string): string[];
  /** The partition that the entries of a run, or of whatever else has this id, are in. */
  partitionFor(list: string, id: string): string;
}

/**
 * The lists, where that of what is due is spread over so many partitions. With more of them everything that was written with fewer
 * is found still: an entry stays in its partition, whose name stands in its record.
 */
export function createLists(shards: number = SHARDS.least): Lists {
  if (!Number.isInteger(shards) || shards < SHARDS.least || shards > SHARDS.most)
    throw new CountersignError(
      'invalid-settings',
      `shards of ${shards} must be a whole number from ${SHARDS.least} to ${SHARDS.most}.`,
    );
  const countOf = (list: string): number =>
    Math.max(SHARDS.least, Math.ceil(shards * (PARTS[kindOf(list)] ?? OTHER_PART)));
  return {
    shards,
    partitionsOf: (list) => Array.from({ length: countOf(list) }, (_, shard) => `${list}#${shard}`),
    partitionFor: (list, id) => `${list}#${hash(id) % countOf(list)}`,
  };
}

const kindOf = (list: string): string => list.split('#', 1)[0] ?? '';

/** The list that a partition is of. */
export const listOf = (partition: string): string => partition.replace(/#\d+$/, '');

/** The workflow whose runs the partition lists. */
export const workflowOf = (partition: string): string => /^RUNS#(.*)#\d+$/s.exec(partition)?.[1] ?? '';

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
