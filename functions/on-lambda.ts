/** The entry point of a function, as Lambda loads and calls it. */
import type { Context } from 'aws-lambda';
import type { Log } from '../shared/ports/log.ts';
import { awsLog } from './runtime-log.ts';

/**
 * What Lambda calls: made while the function is loaded, when Lambda lends it most CPU. Elsewhere nothing
 * is made, so that the same files serve the local system.
 */
export function onLambda<Event, Result>(
  make: (log: Log) => Promise<(event: Event, context: Context) => Promise<Result>>,
) {
  const load = async () => {
    const log = awsLog();
    return { log, handle: await make(log) };
  };
  const loaded = process.env.AWS_LAMBDA_FUNCTION_NAME === undefined ? undefined : load();
  return async (event: Event, context: Context): Promise<Result> => {
    const { log, handle } = await (loaded ?? load());
    log.begin(context);
    return handle(event, context);
  };
}
