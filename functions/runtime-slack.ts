/** The part of the composition root that knows Slack: for those that post there, and those that take clicks from there. */
import { readSlackSecret, type SlackSecretField } from '../shared/adapters/slack/slack-secret.ts';
import { createSlackWorkspace } from '../shared/adapters/slack/slack-workspace.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { setting } from '../shared/lambda/env.ts';
import type { SlackDoor } from '../shared/ports/slack-workspace.ts';
import { awsSecret } from './runtime.ts';

const reading = (field: SlackSecretField, secret: string | undefined) =>
  secret === undefined ? undefined : readSlackSecret(field, awsSecret(secret), createSystemClock());

/** The token of the Slack app; undefined where it is not set up. */
export const awsSlackToken = (): (() => Promise<string>) | undefined => reading('token', setting('slackToken'));

/** Where people decide from Slack; undefined where it is not set up. */
export function awsSlack(): SlackDoor | undefined {
  const token = awsSlackToken();
  const signingSecret = reading('signingSecret', setting('slackSigningSecret'));
  if (!token || !signingSecret) return undefined;
  return { workspace: createSlackWorkspace({ token, clock: createSystemClock() }), signingSecret };
}
