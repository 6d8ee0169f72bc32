/** The routes of the API for systems that can be granted one by one: a catch-all route can be granted as a whole only. */
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';

const { GET, POST } = HttpMethod;

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
  /** Decisions and what belongs to them: votes taken back, comments, approvals handed on. */
  decide: [
    [POST, '/approvals/{rest+}'],
    [POST, '/decisions'],
    [POST, '/webhooks/approve'],
  ],
  /** Runs cancelled, retried and looked at again; notices that reached nobody. */
  operate: [
    [POST, '/runs/{rest+}'],
    [GET, '/undelivered'],
    [POST, '/undelivered/{rest+}'],
  ],
} as const satisfies Record<string, readonly (readonly [method: HttpMethod, path: string])[]>;

/** What is granted: to start runs, or one of these. */
export type SignedUse = 'start' | keyof typeof SIGNED_ROUTES;
