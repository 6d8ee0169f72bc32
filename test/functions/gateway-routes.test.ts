/** The routes of API Gateway, by which it lets callers in, and the paths that it hands on: one says no more than the other allows. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWebhook } from '../../functions/webhook.ts';
import { DECISION_LINKS } from '../../infra/aws/constructs/http-interface.ts';
import { SIGNED_ROUTES } from '../../infra/aws/constructs/signed-routes.ts';
import { API } from '../../shared/lambda/api.ts';
import { memoryStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { refundWorkflow } from '../support/workflows.ts';

const KEY = 'approve:refund';

describe('a request that came by one route', () => {
  let system: TestSystem;
  let runId: string;
  beforeEach(async () => {
    system = createTestSystem({ workflows: [refundWorkflow([])], stores: await memoryStores() });
    ({ runId } = (await system.start('refund', { orderId: 'o-1', amount: 40 })).run);
    await system.drain();
  });
  /** As API Gateway hands it on: the path decoded. */
  const call = async (routeKey: string, rawPath: string, body?: object) => {
    const [method = ''] = routeKey === '$default' ? ['POST'] : routeKey.split(' ');
    const userArn = 'arn:aws:sts::123456789012:assumed-role/RiskCheck/session';
    const event = {
      ...{ version: '2.0', routeKey, rawPath, rawQueryString: '', isBase64Encoded: false },
      headers: { host: 'x.test', 'content-type': 'application/json' },
      requestContext: { domainName: 'x.test', http: { method, path: rawPath }, authorizer: { iam: { userArn } } },
      ...(body && { body: JSON.stringify(body) }),
    } as unknown as APIGatewayProxyEventV2; // the rest of its fields is read by nobody
    return (await createWebhook(system.kept(), { local: false, origins: [] })(event)).statusCode;
  };
  const DECIDE = 'POST /approvals/{runId}/{key}/decision';

  it.each([
    ['cancels no run where it was let decide', DECIDE, () => `/approvals/../../runs/${runId}/cancel`, {}],
    [
      'hands nothing on',
      DECIDE,
      () => `/approvals/${runId}/${KEY}/reassign`,
      { to: ['x@example.com'], reason: 'Mine.' },
    ],
    ['reads nothing else where it was let read runs', 'GET /runs/{rest+}', () => '/runs/../undelivered', undefined],
    ['reads nothing by the open route of links', 'GET /decide/{token}', () => '/decide/../runs', undefined],
  ])('%s', async (_what, route, path, body) => {
    expect(await call(route, path(), body)).toBe(404);

    expect(await system.run(runId)).toMatchObject({ status: 'waiting' });
  });

  it('does what the route is for, and by the route for everything all of it', async () => {
    const comment = { text: 'Looked at it.' };

    expect(await call('POST /approvals/{runId}/{key}/comment', `/approvals/${runId}/${KEY}/comment`, comment)).toBe(
      200,
    );
    expect(await call('GET /runs/{rest+}', `/runs/${runId}/record`)).toBe(200);
    expect(await call('$default', `/runs/${runId}/cancel`)).toBe(202);
  });

  it('finds behind each route an endpoint', () => {
    const paths = Object.values(API).map(({ path }) => path);
    const routes = [...Object.values(SIGNED_ROUTES).flat(), ...DECISION_LINKS].map(([, path]) => path);

    for (const route of routes) {
      const beginning = route.replace('{rest+}', '');
      expect(paths.filter((path) => path.startsWith(beginning))).not.toEqual([]);
    }
  });
});
