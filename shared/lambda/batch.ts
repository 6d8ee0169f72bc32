/** Handles the records of a table's stream and the messages of a queue, each on its own: those that fail are handed on again, alone. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import { changeOf, type Images } from '../adapters/dynamodb/stream.ts';
import type { Change } from '../domain/change.ts';

/** Takes the messages of a queue one after the other; those that fail are handed on again, alone. */
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

/** A handler of stream events that follows each change. */
export function followStream(
  follow: (change: Change) => Promise<void>,
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  const onRecord = async ({ dynamodb, eventID }: DynamoDBRecord) => {
    try {
      const change = changeOf((dynamodb ?? {}) as Images); // the types of aws-lambda and of the SDK name the same shape
      if (change) await follow(change);
    } catch (error) {
      console.error(`Stream record ${eventID} failed; it will be handed on again.`, error);
      throw error;
    }
  };
  return (event) =>
    processPartialResponse(event, onRecord, new BatchProcessor(EventType.DynamoDBStreams), {
      throwOnFullBatchFailure: false,
    });
}
