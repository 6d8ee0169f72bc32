/** The settings of a Slack app for a process that posts to a stand-in. */

/** What `startLocal` is given, so that notices are posted to a channel of Slack as well. */
export const SLACK_APP = {
  before: 'test/support/slack-stand-in.ts',
  env: {
    COUNTERSIGN_SLACK_TOKEN: 'xoxb-1',
    COUNTERSIGN_SLACK_SIGNING_SECRET: 'signed',
    COUNTERSIGN_SLACK_CHANNEL: '#approvals',
  },
} as const;
