/** Remembers in the table itself which generation it lives under. */
import * as z from 'zod/mini';
import { Time } from '../../domain/time.ts';
import type { TableGeneration } from '../../ports/table-generation.ts';
import { asSeen } from './as-seen.ts';
import type { Records } from './records.ts';
import { GENERATION_KEY } from './table.ts';

const Noted = z.object({ generation: z.string(), since: Time });

export function createTableGeneration(records: Records): TableGeneration {
  return {
    async read() {
      const item = await records.get(GENERATION_KEY);
      return item && Noted.parse(item);
    },
    async replace(before, noted) {
      return (await records.put({ ...noted, ...GENERATION_KEY }, asSeen('generation', before))).done;
    },
  };
}
