/** How an approval stands, as the approval store tells it: by its status, with who and when. */
import { type Approval, isSettled, type SettledApproval } from './approval.ts';
import { decode, decodeShown, type Encoded } from './value.ts';

/** Which approval it is. */
interface Named {
  runId: string;
  key: string;
}

/** An approval that nobody has decided; of one that was never asked, nothing more is known. Times are ISO 8601. */
export interface PendingStatus extends Partial<Named> {
  status: 'pending';
  requestedBy?: string;
  requestedAt?: string;
  expiresAt?: string;
  reason?: string;
  metadata?: unknown;
  pendingArgs?: unknown;
}

/** Who ended it, and when (ISO 8601). */
interface Ended extends Named {
  by: string;
  at: string;
  reason?: string;
  comment?: string;
}

/** How an approval stands. Times are ISO 8601. */
export type ApprovalStatus<T = unknown> =
  | PendingStatus
  | (Ended & { status: 'approved'; value: T; approvedBy: string; approvedAt: string })
  | (Ended & {
      status: 'edited';
      originalValue: T;
      editedValue: T;
      /** The same as `editedValue`: what the run goes on with. */
      value: T;
      editedBy: string;
      editedAt: string;
    })
  | (Ended & { status: 'rejected'; reason: string; rejectedBy: string; rejectedAt: string })
  | (Ended & { status: 'expired'; reason: string; expiredAt: string })
  | (Ended & { status: 'cancelled'; cancelledBy: string; cancelledAt: string })
  | (Ended & { status: 'superseded'; supersededAt: string });

/** An approval that is there, by its name. */
export type NamedStatus<T = unknown> = ApprovalStatus<T> & Named;

/** The status, with its values as `read` gives them; by default as the run has them. */
export function statusOf<T>(approval: Approval, read?: (text: Encoded) => unknown): NamedStatus<T> {
  const { runId, key } = approval;
  if (!isSettled(approval)) return { ...pendingStatus(approval, read), runId, key };
  const { by, at, reason, comment, value, originalValue } = approval.settlement;
  const plain = (text: Encoded | undefined) => (text === undefined ? undefined : (read ?? decode)(text));
  return endedStatus<T>({
    ...{ runId, key, status: approval.status, by, at, reason, comment },
    ...{ value: plain(value), originalValue: plain(originalValue) },
  });
}

function pendingStatus(
  { requestedBy, since, expiresAt, reason, metadata, pendingArgs }: Approval,
  read?: (text: Encoded) => unknown,
): PendingStatus {
  return {
    status: 'pending',
    requestedAt: since,
    ...given({ requestedBy, expiresAt, reason }),
    ...(metadata !== undefined && { metadata: (read ?? decode)(metadata) }),
    ...(pendingArgs !== undefined && { pendingArgs: (read ?? decodeShown)(pendingArgs) }),
  };
}

/** How an approval ended, in its parts. */
export interface Ending {
  runId: string;
  key: string;
  status: SettledApproval['status'];
  by: string;
  at: string;
  reason?: string | undefined;
  comment?: string | undefined;
  value?: unknown;
  originalValue?: unknown;
}

/** The status of an approval that ended so. */
export function endedStatus<T>({ runId, key, by, at, reason, comment, ...rest }: Ending): NamedStatus<T> {
  const ended = { runId, key, by, at, ...given({ reason, comment }) };
  // The values are of the type that the workflow asked for.
  return { ...ended, ...ending({ ...rest, by, at, reason: reason ?? '' }) } as NamedStatus<T>;
}

function ending({ status, by, at, reason, value, originalValue }: Omit<Ending, 'runId' | 'key'>) {
  switch (status) {
    case 'approved':
      return { status, value, approvedBy: by, approvedAt: at };
    case 'edited':
      return { status, originalValue, editedValue: value, value, editedBy: by, editedAt: at };
    case 'rejected':
      return { status, reason, rejectedBy: by, rejectedAt: at };
    case 'expired':
      return { status, reason, expiredAt: at };
    case 'cancelled':
      return { status, cancelledBy: by, cancelledAt: at };
    case 'superseded':
      return { status, supersededAt: at };
  }
}

/** Those of the fields that there are. */
const given = <Fields extends Record<string, unknown>>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
