/** What every `SentMessages` promises, as one suite for all of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SentMessages } from '../../shared/ports/sent-messages.ts';
import { unique } from '../support/builders.ts';
import type { TestStores } from '../support/stores.ts';

export function sentMessagesContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`the SentMessages ${name}`, () => {
    let sent: SentMessages;
    beforeAll(async () => {
      sent = (await freshStores()).sent;
    });
    const message = (runId: string, epoch = 1, what = 'approval-needed') => ({
      ...{ runId, key: 'a:b', epoch, noticeId: `${runId}/a:b/${epoch}/${what}` },
      ...{ channel: 'C1', ts: `17.${epoch}` },
    });

    it('gives back every message about what a run asks under a key, and none about anything else', async () => {
      const runId = unique('run');
      const kept = [message(runId), message(runId, 1, 'event-1'), message(runId, 3)];
      for (const one of [...kept, { ...message(runId), key: 'a' }, message(unique('run'))]) await sent.keep(one);

      const found = await sent.of(runId, 'a:b');

      expect(found.sort((a, b) => (a.noticeId < b.noticeId ? -1 : 1))).toEqual(kept);
      expect(await sent.of(unique('run'), 'a:b')).toEqual([]);
    });

    it('keeps one under the name of its notice, the latest', async () => {
      const runId = unique('run');
      await sent.keep(message(runId));

      await sent.keep({ ...message(runId), ts: '18.1' });

      expect(await sent.of(runId, 'a:b')).toMatchObject([{ ts: '18.1' }]);
    });
  });
}
