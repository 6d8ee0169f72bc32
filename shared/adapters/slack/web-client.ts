/** Slack's Web API, loaded where it is needed; what it refuses is told by its code. */
import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';

export interface SlackSettings {
  token(): Promise<string>;
  /** Where Slack's Web API is (default: at Slack), with a slash at its end. */
  apiUrl?: string | undefined;
}

/** A person waits for an answer within three seconds: nothing is repeated in here, and nothing waited for longer. */
const TIMEOUT = 2_000;

/** The same client for as long as the token stays the same. */
export function slackClient({ token: current, apiUrl }: SlackSettings): () => Promise<WebClient> {
  let made: { token: string; client: WebClient } | undefined;
  return async () => {
    const [token, { WebClient }] = await Promise.all([current(), import('./sdk.ts')]);
    if (made?.token !== token) {
      const options = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: TIMEOUT };
      made = {
        token,
        client: new WebClient(token, { ...options, ...(apiUrl !== undefined && { slackApiUrl: apiUrl }) }),
      };
    }
    return made.client;
  };
}

const Refusal = z.object({ data: z.object({ error: z.string() }) });
const RateLimit = z.object({ retryAfter: z.number() });

/** What Slack is asked; an error that names the method and Slack's code where it refuses. */
export async function asked<T>(method: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    const limit = RateLimit.safeParse(cause).data;
    const refusal = Refusal.safeParse(cause).data;
    const why = limit ? `ratelimited, for ${limit.retryAfter} s` : (refusal?.data.error ?? String(cause));
    throw new Error(`Slack ${method}: ${why}`, { cause });
  }
}
