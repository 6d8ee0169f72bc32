/** Takes the mark of an unread topic back once the topic has told its new readers of the approval. */
import type { Occasion } from '../domain/notice.ts';
import { isMarkedUnread, TOPIC_CHANNEL, TOPIC_READERS } from '../domain/unread-topic.ts';
import { unmarkUnseen } from './mark-unseen.ts';
import type { Teller } from './system.ts';

/**
 * Nothing is read of an approval without the mark. Never throws: what was told is told, and a mark that stays is no reason to tell it again.
 */
export async function takeBackUnread(teller: Teller, channel: string, occasion: Occasion): Promise<void> {
  const { topic, log } = teller;
  if (!topic || channel !== TOPIC_CHANNEL || 'run' in occasion || !isMarkedUnread(occasion.approval)) return;
  if (occasion.act?.kind === 'refused') return; // told to whoever decided too early, not to those who are asked
  const { runId, key, epoch } = occasion.approval;
  try {
    const seen = await topic.read();
    if (seen && !seen.unread) await unmarkUnseen(teller, { runId, key, epoch }, TOPIC_READERS);
  } catch (error) {
    log.error('An approval could not be marked as told; it says still that it may be unseen.', { runId, key }, error);
  }
}
