/** The part of the composition root that knows Slack: for those that post there, and those that take clicks from there. */
import { readSlackSecret, type SlackSecretField } from '../shared/adapters/slack/slack-secret.ts';
import { createSlackWorkspace } from '../shared/adapters/slack/slack-workspace.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { slackSettings } from '../shared/lambda/env.ts';
import type { SlackDoor } from '../shared/ports/slack-workspace.ts';
import { awsSecret } from './runtime.ts';

const reading = (field: SlackSecretField, secret: string) =>
  readSlackSecret(field, awsSecret(secret), createSystemClock());

/** The channel that notices are posted to, and the token of the Slack app; undefined where it is not set up. */
export function awsSlackChannel(): { channel: string; token: () => Promise<string> } | undefined {
  const slack = slackSettings('slackChannel', 'slackToken');
  return slack && { channel: slack[0], token: reading('token', slack[1]) };
}

/** Where people decide from Slack; undefined where it is not set up. */
export function awsSlack(): SlackDoor | undefined {
  const slack = slackSettings('slackToken', 'slackSigningSecret');
  if (!slack) return undefined;
  const [token, signingSecret] = slack;
  return {
    workspace: createSlackWorkspace({ token: reading('token', token), clock: createSystemClock() }),
    signingSecret: reading('signingSecret', signingSecret),
  };
}
