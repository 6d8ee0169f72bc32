/** What Lambda keeps of stream records that a function could not handle. */
import * as z from 'zod/mini';

/** As https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html says, as far as it is handed on. */
const GivenUpRecord = z.object({
  requestContext: z.object({ functionArn: z.string().check(z.minLength(1)) }),
  /** The whole event that the function was invoked with. */
  payload: z.union([z.string(), z.looseObject({})]),
});

const StreamEvent = z.looseObject({ Records: z.array(z.unknown()) });

/** Changes that were given up, and by whom. */
export interface GivenUp {
  functionArn: string;
  functionName: string;
  /** How many there are. */
  changes: number;
  /** The event, as JSON. */
  event: string;
}

/** What a kept record holds; undefined for what is none. */
export function givenUpIn(text: string): GivenUp | undefined {
  const record = GivenUpRecord.safeParse(jsonOf(text)).data;
  if (!record) return undefined;
  const { payload } = record;
  const event = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const stream = StreamEvent.safeParse(jsonOf(event)).data;
  const { functionArn } = record.requestContext;
  return stream && { functionArn, functionName: nameIn(functionArn), changes: stream.Records.length, event };
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, and a version behind it where one was invoked. */
const nameIn = (arn: string): string => arn.split(':')[6] ?? arn;

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
