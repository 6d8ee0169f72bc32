/** Remembers messages in memory: for tests, and for a look without a database. Nothing survives the process. */
import { copyOf } from '../../domain/copy.ts';
import type { SentMessage, SentMessages } from '../../ports/sent-messages.ts';

export function createMemorySentMessages(): SentMessages {
  const messages = new Map<string, SentMessage>();
  return {
    async keep(message) {
      messages.set(`${message.runId}#${message.key}#${message.epoch}#${message.noticeId}`, copyOf(message));
    },
    async of(runId, key) {
      return copyOf([...messages.values()].filter((message) => message.runId === runId && message.key === key));
    },
  };
}
