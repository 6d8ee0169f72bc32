/** Events as API Gateway's HTTP APIs send them, and Lambda's context. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';

export interface GatewayRequest {
  method: string;
  path: string;
  body?: unknown;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** What the authorizer left. */
  authorizer?: { jwt: { claims: Record<string, unknown> } } | { iam: { userArn: string } };
}

export function gatewayEvent({
  method,
  path,
  body,
  query = {},
  headers = {},
  authorizer,
}: GatewayRequest): APIGatewayProxyEventV2 {
  const context = {
    ...{
      accountId: '1',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      requestId: 'r',
      stage: '$default',
    },
    ...{ routeKey: '$default', time: '', timeEpoch: 0 },
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
  };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    queryStringParameters: query,
    headers: {
      host: 'api.example.com',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    requestContext: { ...context, ...(authorizer && { authorizer }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

export const jwt = (email: string, ...groups: string[]) => ({
  jwt: { claims: { email, groups: `[${groups.join(' ')}]` } },
});

/** What a function answered, its body read as JSON. */
export const answered = ({ statusCode, body, headers }: APIGatewayProxyStructuredResultV2) => ({
  status: statusCode,
  type: String(headers?.['content-type'] ?? ''),
  body: JSON.parse(body ?? 'null') as Record<string, unknown>,
});

export const lambdaContext = (awsRequestId = 'request-1', remainingMs = 60_000): Context => ({
  ...{ functionName: 'test', functionVersion: '1', invokedFunctionArn: 'arn', memoryLimitInMB: '512', awsRequestId },
  ...{ logGroupName: 'group', logStreamName: 'stream', callbackWaitsForEmptyEventLoop: false },
  getRemainingTimeInMillis: () => remainingMs,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
