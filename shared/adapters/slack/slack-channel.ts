/** Tells people in a channel of Slack, with buttons that decide; the message says so once it is decided, wherever that was. */
import type { KnownBlock } from '@slack/web-api';
import type { ApprovalNeededContext, NoticeContext, NotificationChannel } from '../../ports/notification-channel.ts';
import type { SentMessage, SentMessages } from '../../ports/sent-messages.ts';
import { askedBlocks, replacedBlocks, settledBlocks, troubledBlocks } from './blocks.ts';
import { escaped } from './escaped.ts';
import { asked, type SlackSettings, slackClient } from './web-client.ts';

export interface SlackChannelSettings extends SlackSettings {
  /** The id of the channel that notices are posted to. */
  channel: string;
  sent: SentMessages;
  /** Is told of each message that was posted. */
  posted?: (notice: NoticeContext, blocks: KnownBlock[]) => void;
}

export function createSlackChannel({
  channel,
  sent,
  posted: told,
  ...settings
}: SlackChannelSettings): NotificationChannel {
  const client = slackClient(settings);
  const post = async (notice: NoticeContext, blocks: KnownBlock[]) => {
    const { chat } = await client();
    const message = { channel, text: escaped(notice.subject), blocks, ...QUIET };
    const posted = await asked('chat.postMessage', chat.postMessage(message));
    told?.(notice, blocks);
    return { channel: posted.channel ?? channel, ts: posted.ts };
  };
  const change = async (message: SentMessage, text: string, blocks: KnownBlock[]) => {
    const { chat } = await client();
    const update = chat.update({ channel: message.channel, ts: message.ts, text: escaped(text), blocks });
    await asked('chat.update', update).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  };
  /** What was asked under the key before has buttons still, which decide nothing any more. */
  const retire = async (before: readonly SentMessage[], { asked: { title, epoch } }: ApprovalNeededContext) => {
    for (const message of before)
      if (message.epoch < epoch) await change(message, `Asked anew: ${title}`, replacedBlocks(title));
  };
  return {
    name: 'slack',
    async onApprovalNeeded(notice) {
      const { runId, approvalKey: key, noticeId } = notice;
      const { epoch } = notice.asked;
      const before = await sent.of(runId, key);
      const isPosted = before.some((message) => message.epoch === epoch && message.noticeId === noticeId);
      if (!isPosted) {
        const { channel: where, ts } = await post(notice, askedBlocks(notice));
        if (ts !== undefined) await sent.keep({ runId, key, epoch, noticeId, channel: where, ts });
      }
      // Also where it was posted before: that try may have failed over these.
      if (notice.kind === 'approval-needed') await retire(before, notice);
    },
    async onApprovalResolved(notice) {
      const messages = await sent.of(notice.runId, notice.approvalKey);
      for (const message of messages)
        if (message.epoch === notice.asked.epoch) await change(message, notice.subject, settledBlocks(notice));
    },
    async onRunTroubled(notice) {
      await post(notice, troubledBlocks(notice));
    },
  };
}

/** A message that somebody has deleted has no buttons any more. */
const isGone = (error: unknown): boolean => error instanceof Error && error.message.endsWith(': message_not_found');

/** Links in values are shown, and neither fetched nor unfolded; nothing that a subject says is a format. */
const QUIET = { unfurl_links: false, unfurl_media: false, mrkdwn: false };
