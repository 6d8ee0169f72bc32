/** What the app is known to Slack by: the token that it calls with, and what Slack signs with. */
import * as z from 'zod/mini';
import { CountersignError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';

export const SlackSecret = z.object({
  token: z.string().check(z.minLength(1)),
  signingSecret: z.string().check(z.minLength(1)),
});
export type SlackSecret = z.infer<typeof SlackSecret>;

/** A secret that was rotated is read again after so many ms. */
const KNOWN_FOR = 5 * 60_000;

/** Reads the secret from its text `{ "token": "xoxb-…", "signingSecret": "…" }`; `invalid-settings` where it is another. */
export function readSlackSecret(texts: () => Promise<string[]>, clock: Clock): () => Promise<SlackSecret> {
  let known: { secret: SlackSecret; until: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (!known || known.until <= now) known = { secret: parsed((await texts())[0] ?? ''), until: now + KNOWN_FOR };
    return known.secret;
  };
}

function parsed(text: string): SlackSecret {
  try {
    return SlackSecret.parse(JSON.parse(text));
  } catch {
    // Neither the text nor what is wrong with it is told: both would tell of the secret.
    throw new CountersignError(
      'invalid-settings',
      'The Slack secret must be JSON: {"token": "xoxb-…", "signingSecret": "…"}.',
    );
  }
}
