/** Sockets that take note of what is sent over them. */
import { liveMessageOf } from '../../shared/domain/live-message.ts';
import type { Sockets } from '../../shared/ports/sockets.ts';

/** One message, as loosely as a test reads it. */
export type Sent = Record<string, unknown>;

export interface RecordingSockets extends Sockets {
  /** What was sent to a connection, in order; a message that no page would understand fails the test. */
  sentTo(connectionId: string): Sent[];
  /** The connections that were ended, in order. */
  readonly ended: string[];
  /** The sizes of all texts that were sent, in bytes. */
  readonly sizes: number[];
  /** What becomes of the next texts to a connection, before others are sent: `gone`, or an error. */
  next(connectionId: string, ...outcomes: ('gone' | Error)[]): void;
}

export function createRecordingSockets(): RecordingSockets {
  const sent = new Map<string, Sent[]>();
  const outcomes = new Map<string, ('gone' | Error)[]>();
  const sizes: number[] = [];
  const ended: string[] = [];
  return {
    ...{ sizes, ended },
    sentTo: (connectionId) => sent.get(connectionId) ?? [],
    next: (connectionId, ...those) => void outcomes.set(connectionId, those),
    async send(connectionId, text) {
      const outcome = outcomes.get(connectionId)?.shift();
      if (outcome === 'gone') return outcome;
      if (outcome) throw outcome;
      if (!liveMessageOf(text)) throw new Error(`No page understands ${text}.`);
      sizes.push(Buffer.byteLength(text));
      sent.set(connectionId, [...(sent.get(connectionId) ?? []), JSON.parse(text) as Sent]);
      return 'sent';
    },
    end: async (connectionId) => void ended.push(connectionId),
  };
}
