/** How long logs are kept, and what they are encrypted with, for every log group of the stack. */
import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type LogGroupProps, RetentionDays } from 'aws-cdk-lib/aws-logs';

export interface LogsProps {
  readonly logRetention?: RetentionDays | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/** Logs help with what went wrong lately; who decided what, and when, is in the table. So they go with the stack. */
export const logsOf = ({ logRetention = RetentionDays.ONE_MONTH, encryptionKey }: LogsProps): LogGroupProps => ({
  retention: logRetention,
  removalPolicy: RemovalPolicy.DESTROY,
  ...(encryptionKey && { encryptionKey }),
});
