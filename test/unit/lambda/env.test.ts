/** The settings of the functions that only go together. */
import { expect, it } from 'vitest';
import { localSlackSettings } from '../../../infra/local/local-slack.ts';
import { slackSettings } from '../../../shared/lambda/env.ts';

const CHANNEL = { COUNTERSIGN_SLACK_CHANNEL: 'C1' };
const TOKEN = { COUNTERSIGN_SLACK_TOKEN_ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:slack' };
const APP = { COUNTERSIGN_SLACK_TOKEN: 'xoxb-1', COUNTERSIGN_SLACK_SIGNING_SECRET: '8f74' };

/** The one is named before the other, which is what is to be set. */
const refusal = (there: string, missing: string) =>
  expect.objectContaining({
    code: 'invalid-settings',
    message: expect.stringMatching(new RegExp(`${there}.* set, .*${missing}.* too, or`)),
  });

it.each([
  [CHANNEL, 'COUNTERSIGN_SLACK_CHANNEL', 'COUNTERSIGN_SLACK_TOKEN_ARN'],
  [TOKEN, 'COUNTERSIGN_SLACK_TOKEN_ARN', 'COUNTERSIGN_SLACK_CHANNEL'],
  [{ ...CHANNEL, COUNTERSIGN_SLACK_TOKEN_ARN: '' }, 'COUNTERSIGN_SLACK_CHANNEL', 'COUNTERSIGN_SLACK_TOKEN_ARN'],
])('refuses half of what Slack needs, naming both: %j', (env, there, missing) => {
  expect(() => slackSettings('slackChannel', 'slackToken', env)).toThrow(refusal(there, missing));
});

it.each([
  [{ ...CHANNEL, ...TOKEN }, ['C1', TOKEN.COUNTERSIGN_SLACK_TOKEN_ARN]],
  [{}, undefined],
  [{ COUNTERSIGN_SLACK_CHANNEL: '', COUNTERSIGN_SLACK_TOKEN_ARN: '' }, undefined],
])('takes both, or neither: %j', (env, slack) => {
  expect(slackSettings('slackChannel', 'slackToken', env)).toEqual(slack);
});

it.each([
  [CHANNEL, 'COUNTERSIGN_SLACK_CHANNEL', 'COUNTERSIGN_SLACK_TOKEN and COUNTERSIGN_SLACK_SIGNING_SECRET'],
  [APP, 'COUNTERSIGN_SLACK_TOKEN and COUNTERSIGN_SLACK_SIGNING_SECRET', 'COUNTERSIGN_SLACK_CHANNEL'],
  [TOKEN, 'COUNTERSIGN_SLACK_TOKEN_ARN', 'COUNTERSIGN_SLACK_TOKEN'],
])('refuses on this machine, too, half of what Slack needs: %j', (env, there, missing) => {
  expect(() => localSlackSettings(env)).toThrow(refusal(there, missing));
});

it.each([
  [
    { ...CHANNEL, ...APP },
    { token: 'xoxb-1', signingSecret: '8f74', channel: 'C1' },
  ],
  [{}, undefined],
])('takes all of it on this machine, or nothing: %j', (env, slack) => {
  expect(localSlackSettings(env)).toEqual(slack);
});
