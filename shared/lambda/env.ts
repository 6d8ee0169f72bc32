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
  slackToken: 'COUNTERSIGN_SLACK_TOKEN_ARN',
  slackSigningSecret: 'COUNTERSIGN_SLACK_SIGNING_SECRET_ARN',
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
  /** The Slack channel that notices are posted to; the secret with the app's token, and that with what Slack signs with. */
  slackChannel: z.optional(z.string()),
  slackToken: z.optional(z.string()),
  slackSigningSecret: z.optional(z.string()),
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

/** What is known of Slack. A function is told what it works with: the channel, the token, or what Slack signs with. */
type SlackSetting = 'slackChannel' | 'slackToken' | 'slackSigningSecret';

/** Two settings of Slack that are of use together; undefined where there is neither. Throws `invalid-settings` naming both where there is one. */
export function slackSettings(
  one: SlackSetting,
  other: SlackSetting,
  env: NodeJS.ProcessEnv = process.env,
): [string, string] | undefined {
  const [first, second] = [setting(one, env), setting(other, env)];
  if (first && second) return [first, second];
  if (!first && !second) return undefined;
  const [there, missing] = first ? [ENV[one], ENV[other]] : [ENV[other], ENV[one]];
  throw new CountersignError(
    'invalid-settings',
    `The environment variable ${there} is set, and ${missing} is not: Slack needs both. Set ${missing} too, or neither.`,
  );
}
