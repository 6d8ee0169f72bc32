/** start: invoked directly by other systems, by events and messages, and over HTTP as POST /runs. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context, SQSBatchResponse } from 'aws-lambda';
import { requireRole, UNKNOWN } from '../shared/domain/actor.ts';
import { sha256 } from '../shared/domain/digest.ts';
import { type RunView, runView } from '../shared/domain/run-view.ts';
import { runIdOfInvocation, StartInput } from '../shared/domain/start.ts';
import { directInput, isBusEvent, isHttpEvent, isQueueEvent } from '../shared/lambda/direct.ts';
import { answer, type HttpSettings, serve } from '../shared/lambda/http.ts';
import { parseJson } from '../shared/lambda/input.ts';
import { takeMessages } from '../shared/lambda/take-messages.ts';
import { startTerms } from '../shared/lambda/terms.ts';
import type { LeaseTerms } from '../shared/use-cases/lease.ts';
import { runInFull } from '../shared/use-cases/outside-values.ts';
import type { Runner } from '../shared/use-cases/runner.ts';
import { startRun } from '../shared/use-cases/start-run.ts';
import { onLambda } from './on-lambda.ts';
import { awsHttp } from './runtime.ts';
import { awsRunner } from './runtime-workflows.ts';

/** What the start function makes of an event, and how long it may take. */
export function createStart(runner: Runner, terms: (context: Context) => LeaseTerms, http: HttpSettings) {
  return async (event: unknown, context: Context): Promise<Started> => {
    if (isHttpEvent(event)) return overHttp(runner, terms(context), http)(event);
    // Whatever is delivered twice has the same id both times, and so starts one run.
    const started = (asked: unknown, runId: string) =>
      startRun(runner, { runId, ...directInput(StartInput, asked) }, terms(context));
    if (isQueueEvent(event))
      return takeMessages(runner.log, event, async ({ messageId, body }) => {
        await started(parseJson(body), `msg_${messageId}`);
      });
    const { run } = isBusEvent(event)
      ? await started(event.detail, `evt_${event.id}`)
      : await started(event, runIdOfInvocation(context.awsRequestId));
    return runView(await runInFull(runner.values, run));
  };
}

/** What an invocation is answered with: the run; for HTTP, an answer; for messages, those that failed. */
type Started = RunView | APIGatewayProxyStructuredResultV2 | SQSBatchResponse;

const overHttp = (
  runner: Runner,
  terms: LeaseTerms,
  http: HttpSettings,
): ((event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>) =>
  serve(
    {
      async startRun({ body, actor, header }) {
        const caller = actor(body.startedBy);
        requireRole(caller, 'starter');
        const key = header('idempotency-key') || undefined;
        const runId = body.runId ?? (key === undefined ? undefined : `key_${sha256(JSON.stringify([caller.id, key]))}`);
        const { startedBy: _claimed, ...start } = body;
        const named = { ...(runId !== undefined && { runId }), ...(caller.id !== UNKNOWN && { startedBy: caller.id }) };
        const { created, run } = await startRun(runner, { ...start, ...named }, terms);
        return answer(created ? 201 : 200, runView(await runInFull(runner.values, run)));
      },
    },
    http,
    runner.log,
  );

export const handler = onLambda(async (log) => createStart(await awsRunner(log), startTerms, awsHttp));
