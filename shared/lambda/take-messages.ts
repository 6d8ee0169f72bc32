/** Takes the messages of a queue, each on its own: those that fail are handed on again, alone. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../ports/log.ts';

/** Takes them one after the other; hands back which failed. */
export async function takeMessages(
  log: Log,
  event: SQSEvent,
  take: (message: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const onMessage = async (message: SQSRecord) => {
    try {
      await take(message);
    } catch (error) {
      const { messageId } = message;
      log.error('A message failed; it will be handed on again, and then set aside.', { messageId }, error);
      throw error;
    }
  };
  return processPartialResponse(event, onMessage, new BatchProcessor(EventType.SQS), {
    processInParallel: false,
    throwOnFullBatchFailure: false,
  });
}
