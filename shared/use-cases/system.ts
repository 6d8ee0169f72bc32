/** What the use cases work with. */
import type { ApprovalStore } from '../ports/approval-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionStore } from '../ports/connection-store.ts';
import type { DelegationStore } from '../ports/delegation-store.ts';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import type { Directory } from '../ports/directory.ts';
import type { LinkSigner } from '../ports/link-signer.ts';
import type { Log } from '../ports/log.ts';
import type { Meter } from '../ports/meter.ts';
import type { NotificationChannel } from '../ports/notification-channel.ts';
import type { OutcomeListener } from '../ports/outcome-listener.ts';
import type { Signer } from '../ports/signer.ts';
import type { Sockets } from '../ports/sockets.ts';
import type { TicketStore } from '../ports/ticket-store.ts';
import type { ReaderMemory } from '../ports/topic-readers.ts';
import type { ValueStore } from '../ports/value-store.ts';
import type { WakeQueue } from '../ports/wake-queue.ts';
import type { WorkflowStateStore } from '../ports/workflow-state-store.ts';
import type { TableLife } from './table-life.ts';

/** What every use case needs: the two stores, who people are, what signs records, the time, and where it is said and counted what happens. */
export interface Records {
  readonly runs: WorkflowStateStore;
  readonly approvals: ApprovalStore;
  readonly delegations: DelegationStore;
  /** Where notices and outcomes are kept that were not delivered; a process that keeps none tells of them itself. */
  readonly deliveries?: DeliveryStore | undefined;
  readonly directory: Directory;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** The life of the table that the records are in; without it nothing is known of restored tables, and none is refused. */
  readonly life?: TableLife | undefined;
}

/** What is kept of runs, and for how long. */
export interface Kept extends Records {
  /** Where values go that are too large for a record. */
  readonly values: ValueStore;
  /** How long a finished run is kept, in days. */
  readonly retentionDays: number;
  /** Where tickets to the stream are kept; without it there is no stream. */
  readonly tickets?: TicketStore | undefined;
  /** What makes decision links; without it there are none. */
  readonly links?: LinkSigner;
}

/** What opening a stream needs. */
export interface Streamer extends Pick<Records, 'runs' | 'approvals' | 'delegations' | 'directory' | 'clock' | 'log'> {
  readonly tickets: TicketStore;
  readonly connections: ConnectionStore;
}

/** What telling open pages needs. */
export interface Live {
  readonly connections: ConnectionStore;
  readonly sockets: Sockets;
}

/** What tells people needs besides. */
export interface Teller extends Kept {
  readonly channels: readonly NotificationChannel[];
  /** The systems that are told what became of runs and approvals. */
  readonly listeners?: readonly OutcomeListener[];
  /** Where the links of notices lead, without a slash at the end. */
  readonly publicUrl: string;
  /** Where the inbox is, where that is elsewhere; `false` where there is none. */
  readonly inboxUrl?: string | false | undefined;
  /** Who was seen to read the topic; without it nothing is known of its readers. */
  readonly topic?: Pick<ReaderMemory, 'read'> | undefined;
  /** How pages that are open are told; without it they are not. */
  readonly live?: Live | undefined;
}

/** What forwards wake-ups needs. */
export interface Waker {
  readonly queue: WakeQueue;
  /** The generation of the table whose changes it follows. */
  readonly generation?: string | undefined;
}

/** When a run that ends now may be removed, in seconds since 1970. */
export const ttlOf = ({ clock, retentionDays }: Pick<Kept, 'clock' | 'retentionDays'>): number =>
  Math.floor(clock.now().getTime() / 1000) + retentionDays * 86_400;
