/** What starts a run. */
import * as z from 'zod/mini';
import { personNamed } from './group.ts';
import { RunId } from './ids.ts';

/** What a system sends to start a run. With a `runId`, the same start again gives the same run. */
export const StartInput = z.strictObject({
  /** The workflow's name. */
  workflow: z.string().check(z.minLength(1), z.maxLength(64)),
  /** What the workflow's input schema asks for. */
  input: z.optional(z.unknown()),
  runId: z.optional(RunId),
  /** Who or what started it, for the record. */
  startedBy: z.optional(z.string().check(z.minLength(1), z.maxLength(200), z.overwrite(personNamed))),
  /** A Step Functions task token, which is told of the outcome. */
  taskToken: z.optional(z.string().check(z.minLength(1), z.maxLength(2_048))),
});
export type StartInput = z.infer<typeof StartInput>;

/** The run that an invocation starts which names none: one, however often Lambda repeats it. */
export const runIdOfInvocation = (requestId: string): string => `req_${requestId}`;
