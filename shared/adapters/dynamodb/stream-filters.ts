/** Which records of the table's stream each of its two readers is for, as filter patterns of Lambda's event source mappings. */
import { RELEASED } from '../../domain/run.ts';
import { PREFIX } from './table.ts';

type Rule = string | { prefix: string } | { exists: boolean };

/** A pattern: every field that it names must fit one of its rules. */
export interface Pattern {
  readonly [field: string]: Pattern | readonly Rule[];
}

const run = { sk: { S: [PREFIX.run] } };
const approval = { sk: { S: [{ prefix: PREFIX.approval }] } };
const connection = { sk: { S: [PREFIX.connection] } };
const written = ['INSERT', 'MODIFY'];

/** What creates approvals and tells people, and pages that are open, reads these. */
const notify: readonly Pattern[] = [
  {
    eventName: written,
    dynamodb: {
      Keys: run,
      NewImage: { status: { S: ['waiting', 'completed', 'failed', 'cancelled', 'needs-review'] } },
    },
  },
  { eventName: ['REMOVE'], dynamodb: { Keys: run } },
  { eventName: written, dynamodb: { Keys: approval } },
  { eventName: ['INSERT'], dynamodb: { Keys: connection } },
];

/** What wakes runs reads these. */
const wake: readonly Pattern[] = [
  {
    eventName: written,
    dynamodb: { Keys: run, NewImage: { status: { S: ['running'] }, leaseUntil: { S: [RELEASED] } } },
  },
  {
    eventName: written,
    dynamodb: {
      Keys: approval,
      NewImage: { status: { S: ['approved', 'edited', 'rejected', 'expired', 'cancelled'] } },
    },
  },
];

export const STREAM_FILTERS = { notify, wake } as const;
