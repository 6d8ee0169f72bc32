/** A channel of one's own: people are told in a chat that takes messages by a webhook. */
import type { NoticeContext, NotificationChannel } from 'countersign/hitl';

export function createChatChannel(url: string): NotificationChannel {
  async function post({ noticeId, text }: NoticeContext) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': noticeId }, // the same at every try
      body: JSON.stringify({ text }),
    });
    if (!response.ok) throw new Error(`The chat answered ${response.status}.`); // it is told again later
  }
  return { name: 'chat', onApprovalNeeded: post, onApprovalResolved: post, onRunTroubled: post };
}
