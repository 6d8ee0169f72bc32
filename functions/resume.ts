/** resume: fed by the wake-up queue, one message at a time; goes on with a run. */
import type { Context, SQSEvent } from 'aws-lambda';
import { resumeTerms } from '../shared/lambda/terms.ts';
import { WakeUp } from '../shared/ports/wake-queue.ts';
import type { LeaseTerms } from '../shared/use-cases/lease.ts';
import { resumeRun } from '../shared/use-cases/resume-run.ts';
import type { Runner } from '../shared/use-cases/runner.ts';
import { onLambda } from './on-lambda.ts';
import { awsRunner } from './runtime-workflows.ts';

const FROZEN = 'A run was woken in a restored table; once that is accepted, the sweep looks at it.';
const FAILED = 'The run could not go on; its wake-up will be handed on again, and then set aside.';

export const createResume =
  (runner: Runner, terms: (context: Context) => LeaseTerms) => async (event: SQSEvent, context: Context) => {
    for (const { body } of event.Records) {
      const wakeUp = WakeUp.parse(JSON.parse(body));
      const { runId } = wakeUp;
      try {
        if ((await resumeRun(runner, wakeUp, terms(context))) === 'frozen') runner.log.warn(FROZEN, { runId });
      } catch (error) {
        runner.log.error(FAILED, { runId }, error);
        throw error;
      }
    }
  };

export const handler = onLambda(async (log) => createResume(await awsRunner(log), resumeTerms));
