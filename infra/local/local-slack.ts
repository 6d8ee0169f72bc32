/** Slack for the local system: the same adapters as on AWS, with the app's settings from the environment. */
import { createSlackChannel } from '../../shared/adapters/slack/slack-channel.ts';
import { createSlackWorkspace } from '../../shared/adapters/slack/slack-workspace.ts';
import { CountersignError } from '../../shared/errors.ts';
import { ENV } from '../../shared/lambda/env.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { NotificationChannel } from '../../shared/ports/notification-channel.ts';
import type { SentMessages } from '../../shared/ports/sent-messages.ts';
import type { SlackDoor } from '../../shared/ports/slack-workspace.ts';
import type { Outbox } from './outbox.ts';
import { postedNotice } from './outbox-notices.ts';

export interface LocalSlack {
  token: string;
  signingSecret: string;
  channel: string;
  /** Where Slack's Web API is (default: at Slack), with a slash at its end. */
  apiUrl?: string;
}

const NAMES = {
  token: 'COUNTERSIGN_SLACK_TOKEN',
  signingSecret: 'COUNTERSIGN_SLACK_SIGNING_SECRET',
  channel: 'COUNTERSIGN_SLACK_CHANNEL',
} as const;

/** The app's settings; undefined where there are none. Throws `invalid-settings` naming what is there and what is missing. */
export function localSlackSettings(env: NodeJS.ProcessEnv): LocalSlack | undefined {
  const all = Object.values(NAMES);
  const missing = all.filter((name) => !env[name]);
  const there = [...all, ENV.slackToken, ENV.slackSigningSecret].filter((name) => env[name]);
  if (there.length === 0) return undefined;
  if (missing.length > 0)
    throw new CountersignError(
      'invalid-settings',
      `${there.join(' and ')} ${there.length > 1 ? 'are' : 'is'} set, and on this machine Slack needs ${missing.join(' and ')} as well. Set ${missing.length > 1 ? 'them' : 'it'} too, or none of them.`,
    );
  const read = (name: keyof typeof NAMES) => env[NAMES[name]] ?? '';
  return { token: read('token'), signingSecret: read('signingSecret'), channel: read('channel') };
}

/** The channel, whose messages the outbox shows, too; and the door that people decide by. */
export function localSlack(
  { token, signingSecret, channel, apiUrl }: LocalSlack,
  { outbox, sent, clock }: { outbox: Pick<Outbox, 'take'>; sent: SentMessages; clock: Clock },
): { channel: NotificationChannel; door: SlackDoor } {
  const settings = { token: async () => token, apiUrl };
  return {
    channel: createSlackChannel({
      ...{ ...settings, channel, sent },
      posted: (notice, blocks) => outbox.take(postedNotice(notice, blocks, channel, clock.now().toISOString())),
    }),
    door: { workspace: createSlackWorkspace({ ...settings, clock }), signingSecret: async () => signingSecret },
  };
}
