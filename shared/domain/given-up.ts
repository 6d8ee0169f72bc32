/** What Lambda keeps of stream records, and of events that were sent to a function, which that could not handle. */
import * as z from 'zod/mini';
import { runIdOfInvocation } from './start.ts';

/** The whole event that a function was invoked with. */
const Payload = z.union([z.string(), z.looseObject({})]);

/** As https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html says, as far as it is handed on. */
const OfStream = z.object({
  requestContext: z.object({ functionArn: z.string().check(z.minLength(1)) }),
  payload: Payload,
});

/** As https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html says. */
const OfInvocation = z.object({
  requestContext: z.object({ functionArn: z.string().check(z.minLength(1)), requestId: z.string() }),
  requestPayload: Payload,
});

const StreamEvent = z.looseObject({ Records: z.array(z.unknown()) });

/** What was given up, and by whom. */
export interface GivenUp {
  functionArn: string;
  functionName: string;
  /** How many changes there are; none where it is an event that was sent to the function. */
  changes?: number;
  /** The event, as JSON. */
  event: string;
}

/** What a kept record holds; undefined for what is none. */
export function givenUpIn(text: string): GivenUp | undefined {
  return changesIn(text) ?? eventIn(text);
}

function changesIn(text: string): GivenUp | undefined {
  const record = OfStream.safeParse(jsonOf(text)).data;
  if (!record) return undefined;
  const event = textOf(record.payload);
  const stream = StreamEvent.safeParse(jsonOf(event)).data;
  return stream && { ...functionIn(record.requestContext), changes: stream.Records.length, event };
}

function eventIn(text: string): GivenUp | undefined {
  const record = OfInvocation.safeParse(jsonOf(text)).data;
  if (!record) return undefined;
  const { requestId } = record.requestContext;
  return { ...functionIn(record.requestContext), event: withRunId(textOf(record.requestPayload), requestId) };
}

const textOf = (payload: z.infer<typeof Payload>): string =>
  typeof payload === 'string' ? payload : JSON.stringify(payload);

const Start = z.looseObject({ workflow: z.string(), runId: z.optional(z.unknown()) });

/** What starts a run under the id of its invocation would start another where it is handed on, which is another invocation. */
function withRunId(event: string, requestId: string): string {
  const start = Start.safeParse(jsonOf(event)).data;
  if (!start || start.runId !== undefined) return event;
  return JSON.stringify({ ...start, runId: runIdOfInvocation(requestId) });
}

/**
 * `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, and a version behind it where one was invoked. `$LATEST` is what is called without one
 * as well, but who may call the function by its own ARN may not call it by that.
 */
function functionIn({ functionArn: arn }: { functionArn: string }): Pick<GivenUp, 'functionArn' | 'functionName'> {
  return { functionArn: arn.replace(/:\$LATEST$/, ''), functionName: arn.split(':')[6] ?? arn };
}

const Answer = z.looseObject({ batchItemFailures: z.array(z.unknown()) });

/** How many changes failed again, as the function answers; undefined where the answer says nothing of that. */
export const failuresIn = (answer: string): number | undefined =>
  Answer.safeParse(jsonOf(answer)).data?.batchItemFailures.length;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
