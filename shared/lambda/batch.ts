/** Handles the records of a table's stream, each on its own: those that fail are handed on again, alone. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, type Images } from '../adapters/dynamodb/stream.ts';
import type { Change } from '../domain/change.ts';

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
