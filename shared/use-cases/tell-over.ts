/** Tells people over one channel, which may fail, hang, or reach some of them only. */
import type { Failure } from '../domain/delivery.ts';
import { leftOf } from '../domain/not-told.ts';
import type { Clock } from '../ports/clock.ts';
import type { NoticeContext, NotificationChannel } from '../ports/notification-channel.ts';
import { fewTries, LONGEST_TRY } from './few-tries.ts';
import { inTime } from './in-time.ts';

/** A channel, and what it is called where what it did not deliver is kept. */
export interface NamedChannel {
  readonly name: string;
  readonly channel: NotificationChannel;
}

export const namedChannels = (channels: readonly NotificationChannel[]): NamedChannel[] =>
  channels.map((channel, index) => ({ name: channel.name ?? `channel-${index + 1}`, channel }));

/** Tells, once. */
export async function tellOver({ channel }: Pick<NamedChannel, 'channel'>, context: NoticeContext): Promise<void> {
  if ('resolvedAt' in context) await channel.onApprovalResolved?.(context);
  else if ('approvalKey' in context) await channel.onApprovalNeeded(context);
  else await channel.onRunTroubled?.(context);
}

/** Tells once, those alone who are left where some were told before; what became of it where it failed. */
export async function tellOnce(
  { sleep }: Clock,
  { name, channel }: NamedChannel,
  context: NoticeContext,
  left?: readonly string[],
): Promise<Failure | undefined> {
  const told = left ? narrowed(context, left) : context;
  // None of those who are left is asked any more: without a name, a channel would tell anyone.
  if (context.addressees.length > 0 && told.addressees.length === 0) return undefined;
  try {
    await inTime(tellOver({ channel }, told), LONGEST_TRY, sleep, 'tell people');
    return undefined;
  } catch (error) {
    const still = leftOf(error) ?? left;
    const partly = still && { partly: true };
    return { channel: name, to: still ?? context.to, ...partly, subject: context.subject, error };
  }
}

/** Tells, trying a few times at once. */
export const tellTrying = (clock: Clock, channel: NamedChannel, context: NoticeContext): Promise<Failure | undefined> =>
  fewTries<Failure>(clock, (before) => tellOnce(clock, channel, context, before?.partly ? before.to : undefined));

/** The context for these names and people alone: each once, under their own name where they were told under it. */
function narrowed(context: NoticeContext, left: readonly string[]): NoticeContext {
  const wanted = new Set(left);
  const byName = context.addressees.filter(({ name }) => wanted.delete(name));
  const byGroup = context.addressees.flatMap((addressee) => {
    const people = addressee.people.filter(({ id }) => wanted.delete(id));
    return people.length > 0 ? [{ ...addressee, people }] : [];
  });
  return { ...context, addressees: [...byName, ...byGroup] };
}
