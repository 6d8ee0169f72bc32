/** How long logs are kept, for every log group of the stack. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Logs help with what went wrong lately; who decided what, and when, is in the table. So they go with the stack. */
export const LOGS = { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY } as const;
