/** Tells people of a change: words it for each of them, and hands it to every channel. */
import { type Approval, isSettled } from '../domain/approval.ts';
import type { Change } from '../domain/change.ts';
import { groupNamed, isPerson } from '../domain/group.ts';
import { type Occasion, occasionsOf } from '../domain/notice.ts';
import { noticeText } from '../domain/notice-words.ts';
import { timeOf } from '../domain/time.ts';
import { decode, decodeShown } from '../domain/value.ts';
import type { Directory } from '../ports/directory.ts';
import type {
  Addressee,
  ApprovalNeededContext,
  ApprovalResolvedContext,
  NotificationChannel,
  Worded,
} from '../ports/notification-channel.ts';
import { approvalInFull } from './outside-values.ts';
import type { Teller } from './system.ts';

/** Tells what is to be told because of a change. Telling it again tells it under the same id. */
export async function tellPeople(teller: Teller, change: Change): Promise<void> {
  const now = timeOf(teller.clock.now());
  await Promise.all(occasionsOf(change).map((occasion) => tell(teller, { ...occasion, now })));
}

/** Tells over every channel; one that fails does not keep the others from telling, but the change is followed again. */
async function tell(teller: Teller, occasion: Occasion): Promise<void> {
  const { channels } = teller;
  const common = channels.length > 0 ? await wordsFor(teller, occasion) : undefined;
  if (!common) return;
  const results = await Promise.allSettled(channels.map((channel) => tellOver(teller, channel, occasion, common)));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `Notice ${occasion.id} failed on ${failed.length} of ${channels.length} channels.`,
    );
}

type Words = Pick<ApprovalNeededContext, 'noticeId' | 'to' | 'addressees' | 'subject' | keyof Worded>;

/** The notice in words: for nobody in particular, and for each name that is told and the people whom it stands for. */
async function wordsFor({ directory, publicUrl, inboxUrl = publicUrl }: Teller, occasion: Occasion): Promise<Words> {
  const link = inboxLink(inboxUrl, occasion);
  const { subject, text, sms } = noticeText(occasion, link);
  const worded: Worded = { link, text, sms };
  const addressees = occasion.to.map(async (name): Promise<Addressee> => {
    const people = await peopleOf(directory, name);
    return { name, ...worded, people: people.map((id) => ({ id, ...worded })) };
  });
  return { noticeId: occasion.id, to: occasion.to, addressees: await Promise.all(addressees), subject, ...worded };
}

/** The people whom a name stands for; nobody where it is a group that the directory does not know. */
async function peopleOf(directory: Directory, name: string): Promise<readonly string[]> {
  if (isPerson(name)) return [name];
  const group = groupNamed(name);
  return (group !== undefined && (await directory.members(group))) || [];
}

/** Where the inbox shows what a notice is about. */
const inboxLink = (inboxUrl: string, occasion: Occasion): string =>
  'run' in occasion
    ? `${inboxUrl}/#/runs/${encodeURIComponent(occasion.run.runId)}`
    : `${inboxUrl}/#/approvals/${encodeURIComponent(occasion.approval.runId)}/${encodeURIComponent(occasion.approval.key)}`;

async function tellOver(
  { values }: Teller,
  channel: NotificationChannel,
  occasion: Occasion,
  common: Words,
): Promise<void> {
  if ('run' in occasion) {
    const { run, kind } = occasion;
    await channel.onRunTroubled?.({
      ...common,
      kind,
      runId: run.runId,
      workflowName: run.workflow,
      ...('error' in run && { error: run.error }),
    });
    return;
  }
  const { approval, kind } = occasion;
  const about = { ...common, runId: approval.runId, workflowName: approval.workflow, approvalKey: approval.key };
  if (isSettled(approval) && (kind === 'decided' || kind === 'expired'))
    await channel.onApprovalResolved?.({ ...about, kind, ...resolution(approval) });
  else if (kind !== 'decided' && kind !== 'expired')
    await channel.onApprovalNeeded({ ...about, kind, ...request(await approvalInFull(values, approval)) });
}

function request(
  approval: Approval,
): Pick<ApprovalNeededContext, 'summary' | 'reason' | 'metadata' | 'expiresAt' | 'pendingArgs'> {
  const { title, reason, metadata, expiresAt, pendingArgs } = approval;
  return {
    summary: title,
    ...(reason !== undefined && { reason }),
    ...(metadata !== undefined && { metadata: decode(metadata) }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(pendingArgs !== undefined && { pendingArgs: decodeShown(pendingArgs) }),
  };
}

type Resolution = Pick<
  ApprovalResolvedContext,
  'action' | 'actorId' | 'reason' | 'value' | 'originalValue' | 'resolvedAt'
>;

function resolution({ status, settlement }: Extract<Approval, { settlement: unknown }>): Resolution {
  const { by, at, reason, value, originalValue } = settlement;
  return {
    action: status === 'superseded' ? 'cancelled' : status,
    actorId: by,
    ...(reason !== undefined && { reason }),
    ...(value !== undefined && { value: decode(value) }),
    ...(originalValue !== undefined && { originalValue: decode(originalValue) }),
    resolvedAt: at,
  };
}
