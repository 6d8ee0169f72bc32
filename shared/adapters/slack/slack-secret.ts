/** What the app is known to Slack by: the token that it calls with, and what Slack signs with, each kept as a secret. */
import * as z from 'zod/mini';
import { CountersignError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { keepSecret } from '../keys/kept-secret.ts';

/** The field that a secret has in JSON; one that is no JSON is the secret as it stands. */
export type SlackSecretField = 'token' | 'signingSecret';

const Fields = z.record(z.string(), z.unknown());
const Text = z.string().check(z.trim(), z.minLength(1));

/** Reads a secret from its text, or from this field of it where it is JSON; `invalid-settings` where there is none. */
export const readSlackSecret = (
  field: SlackSecretField,
  texts: () => Promise<string[]>,
  clock: Clock,
): (() => Promise<string>) => keepSecret(texts, ([text = '']) => secretIn(text, field), clock).lately;

function secretIn(text: string, field: SlackSecretField): string {
  const fields = Fields.safeParse(jsonIn(text)).data;
  const secret = Text.safeParse(fields ? fields[field] : text).data;
  if (secret !== undefined) return secret;
  // Neither the text nor what is wrong with it is told: both would tell of the secret.
  throw new CountersignError(
    'invalid-settings',
    `The secret of Slack must be text, or JSON with the field: {"${field}": "…"}.`,
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // it is the secret as it stands
  }
}
