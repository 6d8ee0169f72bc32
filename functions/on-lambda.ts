/** The entry point of a function, as Lambda loads and calls it. */
import type { Context } from 'aws-lambda';

/**
 * What Lambda calls: made while the function is loaded, when Lambda lends it most CPU. Elsewhere nothing
 * is made, so that the same files serve the local system.
 */
export function onLambda<Event, Result>(make: () => Promise<(event: Event, context: Context) => Promise<Result>>) {
  const made = process.env.AWS_LAMBDA_FUNCTION_NAME === undefined ? undefined : make();
  return async (event: Event, context: Context): Promise<Result> => (await (made ?? make()))(event, context);
}
