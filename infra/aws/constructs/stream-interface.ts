/** The WebSocket API that tells pages of changes as they happen. */
import { Stack } from 'aws-cdk-lib';
import {
  type ThrottleSettings,
  WebSocketApi,
  WebSocketNoneAuthorizer,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accessLogIn } from './access-log.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledged.ts';
import { THROTTLE } from './throttle.ts';

export interface StreamInterfaceProps {
  readonly throttle?: ThrottleSettings | undefined;
  /** Whether there is an access log, for which the account must have given API Gateway a role. */
  readonly log: boolean;
  readonly logs: LogGroupProps;
}

/** As the path is locally. A WebSocket API has no path beyond its stage. */
const STAGE = 'stream';

export class StreamInterface extends Construct {
  /** Where pages connect to: `wss://…/stream`. */
  readonly url: string;
  /** Where messages to connections are posted: `https://…/stream`. */
  readonly callbackUrl: string;
  readonly #api: WebSocketApi;

  constructor(scope: Construct, id: string, { throttle, log, logs }: StreamInterfaceProps) {
    super(scope, id);
    this.#api = new WebSocketApi(this, 'Api', {
      apiName: 'Stream',
      description: 'Countersign, for pages that follow what happens',
    });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.#api,
      stageName: STAGE,
      autoDeploy: true,
      throttle: throttle ?? THROTTLE,
      ...(log && {
        accessLogSettings: accessLogIn(this, logs, {
          connection: '$context.connectionId',
          event: '$context.eventType',
        }),
      }),
    });
    if (!log)
      acknowledge(stage, { APIG1: 'API Gateway writes one only where the account has a role for it: see streamLog.' });
    this.url = stage.url;
    this.callbackUrl = stage.callbackUrl;
  }

  /** Lets the function answer whoever connects, sends or leaves. */
  serveBy(stream: LambdaFunction): void {
    // A WebSocket API has no authorizer for tokens, and a browser sends no header with the request. So whoever connects
    // shows a ticket, which lives for seconds and which the HTTP interface hands out to those who have signed in.
    const authorizer = new WebSocketNoneAuthorizer();
    acknowledge(this, {
      APIG4: 'Whoever connects shows a ticket, which the function checks; what comes later comes over that connection.',
    });
    const integration = new WebSocketLambdaIntegration('Stream', stream);
    this.#api.addRoute('$connect', { integration, authorizer });
    this.#api.addRoute('$disconnect', { integration });
    this.#api.addRoute('$default', { integration });
  }

  /** Lets the function send to connections, and end those whose reader may read no more; but not look at them. */
  letSend(sender: LambdaFunction): void {
    const { partition, region, account } = Stack.of(this);
    const api = `arn:${partition}:execute-api:${region}:${account}:${this.#api.apiId}`;
    const connections = ['POST', 'DELETE'].map((method) => `${api}/${STAGE}/${method}/@connections/*`);
    sender.addToRolePolicy(new PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: connections }));
    for (const resource of connections)
      acknowledgeWildcard(sender, resource, 'Connections come and go with the pages.');
  }
}
