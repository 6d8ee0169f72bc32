/** What the page is told of the system that it is part of: `config.json`, which stands beside it. */
import * as z from 'zod/mini';

const Demo = z.object({
  /** The workflow's name. */
  workflow: z.string(),
  title: z.string(),
  /** JSON Schema of its input, as far as that can be said. */
  schema: z.record(z.string(), z.unknown()),
  example: z.optional(z.unknown()),
});
export type Demo = z.infer<typeof Demo>;

const Local = z.object({ kind: z.literal('local'), people: z._default(z.array(z.string()), []) });

const Oidc = z.object({
  kind: z.literal('oidc'),
  /** Where the provider's `/.well-known/openid-configuration` is. */
  authority: z.string().check(z.minLength(1)),
  clientId: z.string().check(z.minLength(1)),
  scope: z._default(z.string(), 'openid email profile'),
  /** Which token the system is shown. */
  token: z._default(z.enum(['access', 'id']), 'access'),
});
export type OidcConfig = z.infer<typeof Oidc>;

export const Config = z.object({
  /** Of the HTTP interface; relative to the page. */
  url: z.string(),
  /** Of the WebSocket; relative to the page. */
  streamUrl: z.optional(z.string()),
  auth: z.discriminatedUnion('kind', [Local, Oidc]),
  /** The workflows that can be started from the page. */
  demo: z.optional(z.array(Demo)),
  links: z.optional(z.object({ outbox: z.optional(z.string()), openapi: z.optional(z.string()) })),
});
export type Config = z.infer<typeof Config>;

/** The config with whole addresses; an error says in words what is wrong with it. */
export function parseConfig(text: unknown, base: string): Config {
  const parsed = Config.safeParse(text);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`config.json does not fit: ${issue?.path.join('.') || 'it'}: ${issue?.message}`);
  }
  const { url, streamUrl, ...rest } = parsed.data;
  return {
    ...rest,
    url: new URL(url, base).href.replace(/\/$/, ''),
    ...(streamUrl !== undefined && { streamUrl: new URL(streamUrl, base).href.replace(/^http/, 'ws') }),
  };
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('./config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json answers ${response.status}: it tells the page where its system is.`);
  return parseConfig(await response.json(), document.baseURI);
}
