/** What of the Step Functions SDK the task callback works with, and no more: loaded with the first run that has a task token. */
export { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
