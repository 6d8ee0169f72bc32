/** Remembers messages in DynamoDB, beside the approval that they are about. */
import * as z from 'zod/mini';
import type { SentMessages } from '../../ports/sent-messages.ts';
import type { Records } from './records.ts';
import { runPk, sentKey, sentPrefix } from './table.ts';

const SentMessage = z.object({
  ...{ runId: z.string(), key: z.string(), epoch: z.number(), noticeId: z.string() },
  ...{ channel: z.string(), ts: z.string() },
});

export function createSentMessages(records: Records): SentMessages {
  return {
    async keep(message) {
      await records.put({ ...message, ...sentKey(message) });
    },
    async of(runId, key) {
      const items = await records.inPartition(runPk(runId), sentPrefix(key));
      return items.map((item) => SentMessage.parse(item));
    },
  };
}
