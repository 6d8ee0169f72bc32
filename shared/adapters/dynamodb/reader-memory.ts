/** Remembers in DynamoDB who read the topic. */
import * as z from 'zod/mini';
import { Time } from '../../domain/time.ts';
import type { ReaderMemory } from '../../ports/topic-readers.ts';
import { asSeen } from './as-seen.ts';
import type { Records } from './records.ts';

const KEY = { pk: 'READERS', sk: 'SEEN' };

const Seen = z.object({
  at: Time,
  readers: z.array(z.object({ protocol: z.string(), endpoint: z.string() })),
  unread: z.optional(z.object({ since: Time, cursor: z.optional(z.string()) })),
});

export function createReaderMemory(records: Records): ReaderMemory {
  return {
    async read() {
      const item = await records.get(KEY);
      return item && Seen.parse(item);
    },
    async replace(before, seen) {
      return (await records.put({ ...seen, ...KEY }, asSeen('at', before))).done;
    },
  };
}
