/** The routes of the API for systems that can be granted one by one: a catch-all route can be granted as a whole only. */
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';

const { GET, POST } = HttpMethod;

/** By its method and its path. */
export type SignedRoute = readonly [method: HttpMethod, path: string];

/** What a system may be let do over HTTP, and by which routes. `{rest+}` is whatever stands behind. */
export const SIGNED_ROUTES = {
  /** Runs and their records, approvals, and what workflows look like. */
  read: [
    [GET, '/runs'],
    [GET, '/runs/{rest+}'],
    [GET, '/approvals'],
    [GET, '/approvals/{rest+}'],
    [GET, '/workflows/{rest+}'],
  ],
  /** Decisions and what belongs to them: votes taken back, comments. */
  decide: [
    [POST, '/approvals/{runId}/{key}/decision'],
    [POST, '/approvals/{runId}/{key}/withdraw'],
    [POST, '/approvals/{runId}/{key}/comment'],
    [POST, '/decisions'],
    [POST, '/webhooks/approve'],
  ],
  /** Runs cancelled, retried and looked at again; approvals handed on, by whoever signs to whomever they say; notices that reached nobody. */
  operate: [
    [POST, '/approvals/{runId}/{key}/reassign'],
    [POST, '/runs/{rest+}'],
    [GET, '/undelivered'],
    [POST, '/undelivered/{rest+}'],
  ],
} as const satisfies Record<string, readonly SignedRoute[]>;

/** What is granted: to start runs, or one of these. */
export type SignedUse = 'start' | keyof typeof SIGNED_ROUTES;
