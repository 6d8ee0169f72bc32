/** Handles the records of a table's stream, each on its own: those that fail are handed on again, alone. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, type Images, openedOf, subjectOf } from '../adapters/dynamodb/stream.ts';
import type { Change } from '../domain/change.ts';
import type { Connection } from '../domain/connection.ts';
import type { Log } from '../ports/log.ts';

/**
 * A handler of stream events that follows each change, and greets each connection that was opened. What is of the stream of another
 * table than `generation` names fails: what was changed there was not changed here.
 */
export function followStream(
  log: Log,
  follow: (change: Change) => Promise<void>,
  { greet, generation }: { greet?: (connection: Connection) => Promise<void>; generation?: string | undefined } = {},
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  const onRecord = async ({ dynamodb, eventID, eventSourceARN }: DynamoDBRecord) => {
    try {
      if (generation !== undefined && eventSourceARN !== undefined && eventSourceARN !== generation)
        throw new Error(`It is of another table's stream, ${eventSourceARN}, and not of ${generation}.`);
      const images = (dynamodb ?? {}) as Images; // the types of aws-lambda and of the SDK name the same shape
      const change = changeOf(images);
      if (change) await follow(change);
      const opened = greet && openedOf(images);
      if (opened) await greet(opened);
    } catch (error) {
      const about = { eventId: eventID, ...subjectOf(dynamodb?.Keys) };
      log.error('A record of the stream failed; it will be handed on again.', about, error);
      throw error;
    }
  };
  return (event) =>
    processPartialResponse(event, onRecord, new BatchProcessor(EventType.DynamoDBStreams), {
      throwOnFullBatchFailure: false,
    });
}
