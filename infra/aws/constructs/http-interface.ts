/** The HTTP interface, behind one kind of authorization: a route of an HTTP API can have only one. */
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LOGS } from './logs.ts';

export interface HttpInterfaceProps {
  readonly description: string;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly start: IFunction;
  readonly webhook: IFunction;
  readonly throttle?: ThrottleSettings | undefined;
}

/** What says nothing about anybody's work, and is asked by what cannot sign: load balancers, auditors, generators of clients. */
const OPEN = ['/healthz', '/keys', '/openapi.json'];

/**
 * In requests a second. People decide by the dozen; what comes faster is most likely a loop, and must not use up the
 * account's Lambda concurrency (1,000 at once, 10 in new accounts), which the functions behind the stream share.
 */
const THROTTLE: ThrottleSettings = { rateLimit: 50, burstLimit: 100 };

/** The route, not the path: paths name runs and approvals. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    ip: '$context.identity.sourceIp',
    caller: '$context.identity.userArn',
    subject: '$context.authorizer.claims.sub',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);

export class HttpInterface extends HttpApi {
  constructor(scope: Construct, id: string, { description, authorizer, start, webhook, throttle }: HttpInterfaceProps) {
    const toWebhook = new HttpLambdaIntegration('Webhook', webhook);
    super(scope, id, {
      description,
      createDefaultStage: false,
      defaultAuthorizer: authorizer,
      defaultIntegration: toWebhook,
    });
    this.addRoutes({
      path: '/runs',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Start', start),
    });
    for (const path of OPEN) {
      this.addRoutes({ path, methods: [HttpMethod.GET], integration: toWebhook, authorizer: new HttpNoneAuthorizer() });
    }
    new HttpStage(this, 'Stage', {
      httpApi: this,
      // The one stage whose name is no part of the path.
      stageName: '$default',
      autoDeploy: true,
      throttle: throttle ?? THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(new LogGroup(this, 'AccessLogs', LOGS)),
        format: ACCESS_LOG,
      },
    });
  }
}
