/** Who calls, as API Gateway proved it; or, on one's own machine, as the caller says. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { type Actor, UNKNOWN } from '../domain/actor.ts';
import { personNamed } from '../domain/group.ts';
import { LAST_TIME, type Time, timeOf } from '../domain/time.ts';

/** What API Gateway's authorizers leave in an event. */
const Authorizer = z.object({
  jwt: z.optional(z.object({ claims: z.record(z.string(), z.unknown()) })),
  iam: z.optional(z.object({ userArn: z.string() })),
});

export const ACTOR_HEADER = 'x-countersign-actor';

/** The caller. `local` is true where every caller on this machine is taken at their word. */
export function callerOf(
  event: Pick<APIGatewayProxyEventV2, 'headers' | 'requestContext'>,
  local: boolean,
  claimed?: string,
): Actor {
  const authorizer = Authorizer.safeParse(
    'authorizer' in event.requestContext ? event.requestContext.authorizer : undefined,
  ).data;
  if (authorizer?.jwt) {
    const { email, email_verified: verified, sub, groups, exp } = authorizer.jwt.claims;
    const person = String(verified) === 'false' ? sub : (email ?? sub);
    const provenUntil = endOf(exp);
    return {
      ...{ id: personNamed(String(person ?? UNKNOWN)), groups: groupsOf(groups), proof: 'jwt' },
      ...(provenUntil !== undefined && { provenUntil }),
    };
  }
  if (authorizer?.iam) return { id: roleOf(authorizer.iam.userArn), groups: [], proof: 'iam' };
  if (local) return localCaller(event.headers, claimed);
  return { id: personNamed(claimed ?? UNKNOWN), groups: [], proof: 'none' };
}

/** The caller on this machine, taken at their word. */
export const localCaller = (headers: APIGatewayProxyEventV2['headers'], claimed: string = UNKNOWN): Actor => ({
  ...{ id: personNamed(headers[ACTOR_HEADER] ?? claimed), groups: [], proof: 'local' },
});

/** Whoever assumed a role acts as that role, whatever the session is called. */
const roleOf = (arn: string): string =>
  arn.replace(/^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');

/** When a token ends, which API Gateway has checked: in seconds since 1970, as a number or as its text. */
function endOf(claim: unknown): Time | undefined {
  const ms = Number(claim) * 1000;
  return ms > 0 && ms <= LAST_TIME ? timeOf(new Date(ms)) : undefined;
}

/** API Gateway hands a list of claims on as the text `[a b]`: groups are names without spaces. */
function groupsOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string'
    ? claim
        .replace(/^\[|\]$/g, '')
        .split(/[\s,]+/)
        .filter(Boolean)
    : [];
}
