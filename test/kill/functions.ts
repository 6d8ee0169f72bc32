/** The functions as the clients' other side: what API Gateway would hand them, without a network before it. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createStart } from '../../functions/start.ts';
import { createWebhook } from '../../functions/webhook.ts';
import type { LeaseTerms } from '../../shared/use-cases/lease.ts';
import type { Runner } from '../../shared/use-cases/runner.ts';
import { answered, gatewayEvent, lambdaContext } from '../support/gateway.ts';
import type { Request } from './clients.ts';

const HTTP = { local: true, origins: [] };

export interface Functions {
  request: Request;
  /** How many starts are being answered. */
  starting(): number;
}

/** Each request is served by functions that were made anew from `runner`. */
export function createFunctions(runner: () => Runner, terms: LeaseTerms): Functions {
  let starting = 0;
  const start = async (event: ReturnType<typeof gatewayEvent>): Promise<APIGatewayProxyStructuredResultV2> => {
    starting++;
    try {
      const answer = await createStart(runner(), () => terms, HTTP)(event, lambdaContext());
      return answer as APIGatewayProxyStructuredResultV2; // an event of the gateway is answered in its format
    } finally {
      starting--;
    }
  };
  return {
    async request(method, path, body) {
      const event = gatewayEvent({ method, path, body });
      const { status = 500, body: said } = answered(
        await (path === '/runs' ? start(event) : createWebhook(runner(), HTTP)(event)),
      );
      return { status, body: said };
    },
    starting: () => starting,
  };
}
