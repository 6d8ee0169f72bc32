/** Takes the messages of a queue, each on its own: those that fail are handed on again, alone. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** Takes them one after the other; hands back which failed. */
export async function takeMessages(
  event: SQSEvent,
  take: (message: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const onMessage = async (message: SQSRecord) => {
    try {
      await take(message);
    } catch (error) {
      console.error(`Message ${message.messageId} failed; it will be handed on again, and then set aside.`, error);
      throw error;
    }
  };
  return processPartialResponse(event, onMessage, new BatchProcessor(EventType.SQS), {
    processInParallel: false,
    throwOnFullBatchFailure: false,
  });
}
