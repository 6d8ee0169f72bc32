/** What of the SDK the sweepers work with, and no more: loaded when there is much to sweep. */
export { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
