/** Lets the Step Functions task that waits for a run go on, or fail, with the run. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Outcome } from '../../domain/outcome.ts';
import type { Log } from '../../ports/log.ts';
import type { OutcomeListener } from '../../ports/outcome-listener.ts';

/** What Step Functions answers where nobody waits any more; asking again changes nothing. */
const NOBODY_WAITS = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** Longer texts are refused. */
const [MOST_ERROR, MOST_CAUSE] = [256, 32_768];

/** Most runs have no task token: the client is loaded by the first that does. */
export const createTaskCallback = (client: () => SFNClient | Promise<SFNClient>, log: Log): OutcomeListener => ({
  name: 'step-functions',
  async tell(outcome) {
    const { taskToken } = outcome;
    if (taskToken === undefined) return;
    try {
      await report(await client(), taskToken, outcome);
    } catch (error) {
      if (!(error instanceof Error && NOBODY_WAITS.includes(error.name))) throw error;
      log.warn('No task of Step Functions waits for the run any more.', { runId: outcome.detail.runId }, error);
    }
  },
});

async function report(client: SFNClient, taskToken: string, { type, detail }: Outcome): Promise<void> {
  const { SendTaskFailureCommand, SendTaskSuccessCommand } = await import('./sdk.ts');
  if (type === 'Run Completed') {
    await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(detail.result ?? null) }));
    return;
  }
  const { code, message } = detail.error as { code: string; message: string }; // every other end has an error
  const told = { error: code.slice(0, MOST_ERROR), cause: message.slice(0, MOST_CAUSE) };
  await client.send(new SendTaskFailureCommand({ taskToken, ...told }));
}
