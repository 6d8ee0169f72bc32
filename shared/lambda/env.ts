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
  retentionDays: 'COUNTERSIGN_RETENTION_DAYS',
} as const;

export type Setting = keyof typeof ENV;

const required = z.string().check(z.minLength(1, { error: 'is required' }));

const SETTINGS = {
  table: required,
  topic: required,
  queue: required,
  values: required,
  secret: required,
  publicUrl: z.string().check(z.regex(/^https?:\/\/\S*[^/\s]$/, { error: 'must be a URL without a slash at its end' })),
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
