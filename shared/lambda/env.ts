/** The settings of the functions, from their environment. The infrastructure sets them by the same names. */
import * as z from 'zod/mini';
import { SHARDS } from '../domain/shards.ts';
import { CountersignError } from '../errors.ts';

export const ENV = {
  table: 'COUNTERSIGN_TABLE',
  generation: 'COUNTERSIGN_GENERATION',
  restored: 'COUNTERSIGN_RESTORED',
  topic: 'COUNTERSIGN_TOPIC',
  queue: 'COUNTERSIGN_QUEUE',
  values: 'COUNTERSIGN_VALUES',
  secret: 'COUNTERSIGN_SECRET',
  publicUrl: 'COUNTERSIGN_PUBLIC_URL',
  inboxUrl: 'COUNTERSIGN_INBOX_URL',
  sockets: 'COUNTERSIGN_SOCKETS',
  mailFrom: 'COUNTERSIGN_MAIL_FROM',
  slackChannel: 'COUNTERSIGN_SLACK_CHANNEL',
  slackSecret: 'COUNTERSIGN_SLACK_SECRET',
  eventBus: 'COUNTERSIGN_EVENT_BUS',
  retentionDays: 'COUNTERSIGN_RETENTION_DAYS',
  shards: 'COUNTERSIGN_SHARDS',
} as const;

export type Setting = keyof typeof ENV;

const required = z.string().check(z.minLength(1, { error: 'is required' }));

const url = z.string().check(z.regex(/^https?:\/\/\S*[^/\s]$/, { error: 'must be a URL without a slash at its end' }));

const SETTINGS = {
  table: required,
  /** The ARN of the table's stream, which tells it from what it may have been restored from; without it nobody looks at that. */
  generation: z.optional(required),
  /** Where the table is one that was restored: it is frozen also where it says nothing of its life. */
  restored: z.optional(z.literal('true', { error: 'must be true, or not set' })),
  topic: required,
  queue: required,
  values: required,
  secret: required,
  /** Where decision links lead. */
  publicUrl: url,
  /** Where the inbox is, if it is not where the links lead. */
  inboxUrl: z.optional(url),
  /** Where messages to WebSocket connections are posted; without it, nobody is told live. */
  sockets: z.optional(url),
  /** The address that e-mail to people is sent from (SES); without it, nobody is written to. */
  mailFrom: z.optional(z.string().check(z.regex(/@/, { error: 'must be an e-mail address' }))),
  /** The Slack channel that notices are posted to, and the secret that holds `{ token, signingSecret }`. */
  slackChannel: z.optional(z.string()),
  slackSecret: z.optional(z.string()),
  /** The EventBridge bus that outcomes are told on; without it, no system is told. */
  eventBus: z.optional(z.string()),
  retentionDays: z.coerce.number().check(z.int(), z.gte(1), z.lte(3_650)),
  /** Over how many partitions the list of what is due is spread; the fewest without it. It may be raised, and never lowered. */
  shards: z.optional(z.coerce.number().check(z.int(), z.gte(SHARDS.least), z.lte(SHARDS.most))),
} as const satisfies Record<Setting, z.ZodMiniType>;

/** One setting; `invalid-settings` naming the variable. */
export function setting<Name extends Setting>(
  name: Name,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<(typeof SETTINGS)[Name]> {
  const parsed = SETTINGS[name].safeParse(env[ENV[name]]);
  if (parsed.success) return parsed.data as z.infer<(typeof SETTINGS)[Name]>;
  throw new CountersignError(
    'invalid-settings',
    `The environment variable ${ENV[name]} ${parsed.error.issues[0]?.message ?? 'does not fit'}.`,
  );
}

/** The channel and the secret of Slack; undefined where there is neither. Throws `invalid-settings` naming both where there is one. */
export function slackSettings(env: NodeJS.ProcessEnv = process.env): { channel: string; secret: string } | undefined {
  const [channel, secret] = [setting('slackChannel', env), setting('slackSecret', env)];
  if (channel && secret) return { channel, secret };
  if (!channel && !secret) return undefined;
  const [there, missing] = channel ? [ENV.slackChannel, ENV.slackSecret] : [ENV.slackSecret, ENV.slackChannel];
  throw new CountersignError(
    'invalid-settings',
    `The environment variable ${there} is set, and ${missing} is not: Slack needs both. Set ${missing} too, or neither.`,
  );
}
