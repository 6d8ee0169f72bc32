/** The two HTTP APIs: one for systems, which sign, and one for people, who send tokens. */

import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { asList } from './as-list.ts';
import type { CountersignProps } from './countersign-props.ts';
import type { Functions } from './functions.ts';
import { DECISION_LINKS, HttpInterface, type OpenRoute, SLACK } from './http-interface.ts';
import { SIGNED_ROUTES } from './signed-routes.ts';

export interface FrontDoorsProps {
  readonly functions: Functions;
  readonly logs: LogGroupProps;
  readonly props: CountersignProps;
}

/** What is open to requests that prove themselves. */
const doorsOf = ({ notices }: CountersignProps): OpenRoute[] => [...DECISION_LINKS, ...(notices?.slack ? SLACK : [])];

export const apiForSystems = (scope: Construct, { functions, logs, props }: FrontDoorsProps): HttpInterface =>
  new HttpInterface(scope, 'SystemsApi', {
    ...{ start: functions.start, webhook: functions.webhook, throttle: props.throttle, logs },
    description: 'Countersign, for systems',
    authorizer: new HttpIamAuthorizer(),
    signed: SIGNED_ROUTES,
    // Links must lead somewhere: here where people have no API.
    proven: props.auth?.jwt ? [] : doorsOf(props),
  });

export function apiForPeople(scope: Construct, { functions, logs, props }: FrontDoorsProps): HttpInterface | undefined {
  const jwt = props.auth?.jwt;
  if (!jwt) return undefined;
  return new HttpInterface(scope, 'PeopleApi', {
    ...{ start: functions.start, webhook: functions.webhook, throttle: props.throttle, logs },
    description: 'Countersign, for people',
    authorizer: new HttpJwtAuthorizer('People', jwt.issuer, { jwtAudience: asList(jwt.audience) }),
    proven: doorsOf(props),
  });
}
