/** Events that a system sends to a function itself, beside those of API Gateway. */
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { parseInput } from '../domain/parse-input.ts';
import { CountersignError } from '../errors.ts';
import { refuseLarge } from './input.ts';

/** True for an event of an HTTP API (payload format 2.0). */
export const isHttpEvent = (event: unknown): event is APIGatewayProxyEventV2 =>
  typeof event === 'object' &&
  event !== null &&
  'requestContext' in event &&
  typeof event.requestContext === 'object' &&
  event.requestContext !== null &&
  'http' in event.requestContext;

/** What EventBridge sends: what is to be started is the event's detail. */
export interface BusEvent {
  id: string;
  detail: unknown;
}

/** True for an event of EventBridge that was not transformed on its way. */
export const isBusEvent = (event: unknown): event is BusEvent =>
  typeof event === 'object' &&
  event !== null &&
  'detail-type' in event &&
  'detail' in event &&
  'id' in event &&
  typeof event.id === 'string';

/** True for messages of an SQS queue. */
export const isQueueEvent = (event: unknown): event is SQSEvent =>
  typeof event === 'object' &&
  event !== null &&
  'Records' in event &&
  Array.isArray(event.Records) &&
  event.Records.every((record) => record?.eventSource === 'aws:sqs');

/** The event, parsed; an error whose message names its code and each bad field. */
export function directInput<Schema extends z.ZodMiniType>(schema: Schema, event: unknown): z.infer<Schema> {
  if (typeof event !== 'object' || event === null)
    throw new CountersignError('invalid-input', 'The event must be a JSON object.');
  refuseLarge(JSON.stringify(event));
  return parseInput(schema, event);
}
