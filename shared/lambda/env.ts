/** The settings of the functions, from their environment. The infrastructure sets them by the same names. */
import * as z from 'zod/mini';
import { CountersignError } from '../errors.ts';

export const ENV = {
  table: 'COUNTERSIGN_TABLE',
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
} as const;

export type Setting = keyof typeof ENV;

const required = z.string().check(z.minLength(1, { error: 'is required' }));

const url = z.string().check(z.regex(/^https?:\/\/\S*[^/\s]$/, { error: 'must be a URL without a slash at its end' }));

const SETTINGS = {
  table: required,
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
