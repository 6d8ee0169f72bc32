/** What every `TableGeneration` promises, as one suite for all of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { TableGeneration } from '../../shared/ports/table-generation.ts';
import type { TestStores } from '../support/stores.ts';

const [FIRST, SECOND] = ['arn:…/stream/1', 'arn:…/stream/2'];
const SINCE = '2026-01-05T09:00:00.000Z';

export function tableGenerationContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`the TableGeneration ${name}`, () => {
    let generations: TableGeneration;
    beforeEach(async () => {
      generations = (await freshStores()).generations;
    });

    it('knows of none at first, and of what was noted from then on', async () => {
      expect(await generations.read()).toBeUndefined();

      expect(await generations.replace(undefined, { generation: FIRST, since: SINCE })).toBe(true);

      expect(await generations.read()).toMatchObject({ generation: FIRST, since: SINCE });
    });

    it('notes the first of two', async () => {
      const both = await Promise.all(
        [FIRST, SECOND].map((generation) => generations.replace(undefined, { generation, since: SINCE })),
      );

      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await generations.read()).toMatchObject({ generation: both[0] ? FIRST : SECOND });
    });

    it('notes another only in the place of what was seen', async () => {
      await generations.replace(undefined, { generation: FIRST, since: SINCE });

      const unseen = await generations.replace(SECOND, { generation: 'other', since: SINCE });
      const seen = await generations.replace(FIRST, { generation: SECOND, since: SINCE });

      expect([unseen, seen]).toEqual([false, true]);
      expect(await generations.read()).toMatchObject({ generation: SECOND });
    });
  });
}
