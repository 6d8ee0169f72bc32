/** Channels for tests: one that records what it is asked to tell, and one that fails. */
import type {
  ApprovalNeededContext,
  ApprovalResolvedContext,
  NotificationChannel,
  RunTroubledContext,
} from '../../shared/ports/notification-channel.ts';

export type Told = ApprovalNeededContext | ApprovalResolvedContext | RunTroubledContext;

export interface RecordingChannel extends NotificationChannel {
  readonly told: Told[];
}

export function createRecordingChannel(): RecordingChannel {
  const told: Told[] = [];
  const record = async (context: Told) => {
    told.push(context);
  };
  return { told, onApprovalNeeded: record, onApprovalResolved: record, onRunTroubled: record };
}

/** A channel that fails as often as it is told to, then works. */
export function createFailingChannel(
  failures = Number.POSITIVE_INFINITY,
  name?: string,
): RecordingChannel & { failed(): number } {
  const inner = createRecordingChannel();
  let failed = 0;
  const fail = async (context: Told) => {
    if (failed < failures) {
      failed++;
      throw new Error('The mail server is away.');
    }
    await inner.onRunTroubled?.(context as RunTroubledContext);
  };
  return {
    ...(name !== undefined && { name }),
    told: inner.told,
    failed: () => failed,
    onApprovalNeeded: fail,
    onApprovalResolved: fail,
    onRunTroubled: fail,
  };
}
