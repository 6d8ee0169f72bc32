/** Events that a system sends to a function itself, beside those of API Gateway. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
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

/** The event, parsed; an error whose message names its code and each bad field. */
export function directInput<Schema extends z.ZodMiniType>(schema: Schema, event: unknown): z.infer<Schema> {
  if (typeof event !== 'object' || event === null)
    throw new CountersignError('invalid-input', 'The event must be a JSON object.');
  refuseLarge(JSON.stringify(event));
  return parseInput(schema, event);
}
