/** The HTTP interface, behind one kind of authorization: a route of an HTTP API can have only one. */
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { accessLogIn } from './access-log.ts';
import { acknowledge } from './acknowledged.ts';
import type { SIGNED_ROUTES, SignedRoute, SignedUse } from './signed-routes.ts';
import { THROTTLE } from './throttle.ts';

/** A route that asks for no authorization, and why. One for GET takes HEAD as well. */
export type OpenRoute = readonly [method: HttpMethod, path: string, reason: string];

export interface HttpInterfaceProps {
  readonly description: string;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly start: IFunction;
  readonly webhook: IFunction;
  /** Routes whose requests prove themselves, by a signature that the function checks. */
  readonly proven: readonly OpenRoute[];
  /** Routes that can be granted one by one, where callers sign. */
  readonly signed?: typeof SIGNED_ROUTES;
  readonly throttle?: ThrottleSettings | undefined;
  readonly logs: LogGroupProps;
}

const PUBLIC_REASON =
  "It says nothing about anybody's work, and is asked by what cannot sign: load balancers, auditors, generators of clients.";
const LINK_REASON = 'The token in the link carries a signature of ours, which the function checks.';
const SLACK_REASON = 'Slack signs every request, and the function checks that.';

const PUBLIC: readonly OpenRoute[] = [
  [HttpMethod.GET, '/healthz', PUBLIC_REASON],
  [HttpMethod.GET, '/keys', PUBLIC_REASON],
  [HttpMethod.GET, '/openapi.json', PUBLIC_REASON],
];

/** Links to decide by; any other method falls to the authorizer. */
export const DECISION_LINKS: readonly OpenRoute[] = [
  [HttpMethod.GET, '/decide/{token}', LINK_REASON],
  [HttpMethod.POST, '/decide/{token}', LINK_REASON],
];

/** What people click in Slack. */
export const SLACK: readonly OpenRoute[] = [[HttpMethod.POST, '/slack/interactions', SLACK_REASON]];

export class HttpInterface extends HttpApi {
  readonly #signed: Partial<Record<SignedUse, readonly SignedRoute[]>>;

  constructor(scope: Construct, id: string, { description, authorizer, start, webhook, ...props }: HttpInterfaceProps) {
    const toWebhook = new HttpLambdaIntegration('Webhook', webhook);
    super(scope, id, {
      description,
      createDefaultStage: false,
      defaultAuthorizer: authorizer,
      defaultIntegration: toWebhook,
    });
    const toStart = new HttpLambdaIntegration('Start', start);
    this.addRoutes({ path: '/runs', methods: [HttpMethod.POST], integration: toStart });
    for (const [method, path] of Object.values(props.signed ?? {}).flat())
      this.addRoutes({ path, methods: [method], integration: toWebhook });
    this.#signed = props.signed ? { start: [[HttpMethod.POST, '/runs']], ...props.signed } : {};
    for (const [method, path, reason] of [...PUBLIC, ...props.proven]) {
      const routes = this.addRoutes({
        path,
        // Scanners of mail and checkers of links ask by HEAD first, which no route for GET takes: the authorizer would refuse them.
        methods: method === HttpMethod.GET ? [HttpMethod.GET, HttpMethod.HEAD] : [method],
        integration: toWebhook,
        authorizer: new HttpNoneAuthorizer(),
      });
      for (const route of routes) acknowledge(route, { APIG4: reason });
    }
    new HttpStage(this, 'Stage', {
      httpApi: this,
      // The one stage whose name is no part of the path.
      stageName: '$default',
      autoDeploy: true,
      throttle: props.throttle ?? THROTTLE,
      accessLogSettings: accessLogIn(this, props.logs, {
        caller: '$context.identity.userArn',
        subject: '$context.authorizer.claims.sub',
        latencyMs: '$context.responseLatency',
        authorizerError: '$context.authorizer.error',
      }),
    });
  }

  /** Lets somebody call the routes by which that is done. CDK's own grant would end each at its first parameter, and let all that follows. */
  grantUse(use: SignedUse, grantee: IGrantable): Grant {
    const routes = this.#signed[use] ?? [];
    const resourceArns = routes.map(([method, path]) =>
      this.arnForExecuteApi(method, path.replaceAll(/\{.*?\}/g, '*')),
    );
    return resourceArns.length > 0
      ? Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns })
      : Grant.drop(grantee, `There is no route to ${use}.`);
  }
}
