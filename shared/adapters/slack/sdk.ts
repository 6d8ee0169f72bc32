/** What of Slack's SDK the adapters work with, and no more: loaded with the first message. */
export { WebClient } from '@slack/web-api';
