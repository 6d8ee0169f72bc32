/** What an API notes of each request. */
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const FIELDS = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  /** The route, not the path: paths name runs and approvals, and decision links are secrets. */
  route: '$context.routeKey',
  status: '$context.status',
  integrationError: '$context.integrationErrorMessage',
};

/** An access log in the scope, with these fields beside those that every log has. */
export const accessLogIn = (scope: Construct, logs: LogGroupProps, fields: Record<string, string>) => ({
  destination: new LogGroupLogDestination(new LogGroup(scope, 'AccessLogs', logs)),
  format: AccessLogFormat.custom(JSON.stringify({ ...FIELDS, ...fields })),
});
