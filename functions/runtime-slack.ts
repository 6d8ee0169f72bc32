/** The part of the composition root that knows Slack: for those that post there, and those that take clicks from there. */
import { readSlackSecret, type SlackSecret } from '../shared/adapters/slack/slack-secret.ts';
import { createSlackWorkspace } from '../shared/adapters/slack/slack-workspace.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { slackSettings } from '../shared/lambda/env.ts';
import type { SlackDoor } from '../shared/ports/slack-workspace.ts';
import { awsSecret } from './runtime.ts';

/** The token and the signing secret of the Slack app; undefined where it is not set up. */
export function awsSlackSecret(): (() => Promise<SlackSecret>) | undefined {
  const slack = slackSettings();
  return slack && readSlackSecret(awsSecret(slack.secret), createSystemClock());
}

/** Where people decide from Slack; undefined where it is not set up. */
export function awsSlack(): SlackDoor | undefined {
  const secret = awsSlackSecret();
  if (!secret) return undefined;
  return {
    workspace: createSlackWorkspace({ secret, clock: createSystemClock() }),
    signingSecret: async () => (await secret()).signingSecret,
  };
}
