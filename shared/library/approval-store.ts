/** The approval store as applications use it: asks, answers and lists, over any store that keeps approvals. */
import { createMemoryDelegationStore } from '../adapters/memory/delegation-store.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import { createConsoleLog } from '../adapters/system/console-log.ts';
import type { Actor } from '../domain/actor.ts';
import { UNKNOWN } from '../domain/actor.ts';
import { openApproval } from '../domain/approval.ts';
import { type ApprovalStatus, type NamedStatus, statusOf } from '../domain/approval-status.ts';
import { WebhookInput } from '../domain/decision.ts';
import { personNamed } from '../domain/group.ts';
import { ApprovalKey, NO_RUN, RunId } from '../domain/ids.ts';
import { parseInput } from '../domain/parse-input.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Run } from '../domain/run.ts';
import { timeOf } from '../domain/time.ts';
import { asksOf } from '../domain/wait.ts';
import { askOf } from '../engine/ask.ts';
import { CountersignError } from '../errors.ts';
import type { ApprovalStore as ApprovalStorePort } from '../ports/approval-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { DelegationStore } from '../ports/delegation-store.ts';
import type { Page } from '../ports/page.ts';
import type { WorkflowStateStore as WorkflowStateStorePort } from '../ports/workflow-state-store.ts';
import { recordDecisionByKey } from '../use-cases/record-decision.ts';
import { type Follow, observedApprovals } from './observed.ts';

/** Which run an approval belongs to, where its key alone does not say it. */
export interface OfRun {
  runId?: string | undefined;
}

/** What may be said with any decision. */
export interface Deciding extends OfRun {
  comment?: string | undefined;
  /** The digest that the person was shown: where something else is asked by now, the decision is refused (`changed`). */
  digest?: string | undefined;
}

/** What an approval that is asked by hand says. */
export interface NewApproval extends OfRun {
  metadata?: Record<string, unknown> | undefined;
  /** ISO 8601, or a date. */
  expiresAt?: string | Date | undefined;
  requestedBy?: string | undefined;
}

/** Which pending approvals to list. */
export interface PendingQuery {
  /** How the keys begin. */
  prefix?: string | undefined;
  /** Who is asked. */
  assignee?: string | undefined;
  /** At most 200 (default 50). */
  limit?: number | undefined;
  /** Where the page before ended. */
  cursor?: string | undefined;
}

/**
 * Approvals, for applications. A key without a run means the run in which it is pending; where it is pending in several, reading
 * it gives the latest and deciding it is refused (`ambiguous-key`). A decision that is refused throws a `CountersignError`:
 * `approval-unknown`, `already-decided` (with the first decision), `expired`, `cancelled`, `superseded`, `changed`,
 * `ambiguous-key` (with the runs), `not-allowed`, `invalid-input`. The same decision of the same actor again gets the same receipt.
 */
export interface ApprovalStore {
  /** Asks under a key, apart from any workflow. Where it was asked before, it stays as it is. */
  createApproval(key: string, options?: NewApproval): Promise<ApprovalStatus>;
  /** How an approval stands; one that was never asked reads as pending. */
  getApproval<T = unknown>(key: string, options?: OfRun): Promise<ApprovalStatus<T>>;
  /** Approves; without a value, what was proposed. */
  grantApproval(
    key: string,
    value?: unknown,
    options?: Deciding & { approvedBy?: string | undefined },
  ): Promise<Receipt>;
  rejectApproval(
    key: string,
    reason: string,
    options?: Deciding & { rejectedBy?: string | undefined },
  ): Promise<Receipt>;
  /** Approves with another value than the proposed one; both are kept. */
  editApproval(
    key: string,
    originalValue: unknown,
    editedValue: unknown,
    options?: Deciding & { editedBy?: string | undefined },
  ): Promise<Receipt>;
  /** Withdraws the question. */
  cancelApproval(
    key: string,
    options?: Deciding & { cancelledBy?: string | undefined; reason?: string | undefined },
  ): Promise<Receipt>;
  /** What a run waits for, in the order that it was reached, each with its present status: those decided meanwhile included. */
  getPending(runId: string): Promise<NamedStatus[]>;
  /** A page of what is pending, soonest deadline first. */
  listPending(query?: PendingQuery): Promise<Page<NamedStatus>>;
  /** What keeps the approvals. */
  readonly port: ApprovalStorePort;
  /** What keeps who decides in whose place. */
  readonly delegations: DelegationStore;
  /** Lets the store see the runs that ask, and has its changes followed. An orchestrator does this with its stores. */
  connect(connection: Connection): void;
}

/** Who works with a store. */
export interface Connection {
  runs: WorkflowStateStorePort;
  follow: Follow;
}

const MOST_LISTED = 200;

/**
 * An approval store over a port: for a database of one's own. `runs` are the runs that ask, where they are kept as well.
 *
 * @example const approvalStore = createApprovalStore(portOverMyDatabase);
 */
export function createApprovalStore(
  port: ApprovalStorePort,
  {
    clock = createSystemClock(),
    runs,
    delegations = createMemoryDelegationStore(),
  }: { clock?: Clock; runs?: WorkflowStateStorePort; delegations?: DelegationStore } = {},
): ApprovalStore {
  const connections: Connection[] = [];
  const log = createConsoleLog('warn');
  const follow: Follow = async (change) => {
    await Promise.all(connections.map((connection) => connection.follow(change)));
  };
  const approvals = observedApprovals(port, follow);
  const load = async (runId: string): Promise<Run | undefined> => {
    const known = new Set([...(runs ? [runs] : []), ...connections.map((connection) => connection.runs)]);
    const found = await Promise.all([...known].map((store) => store.load(runId)));
    return found.find((run) => run !== undefined);
  };
  const decide = async (input: unknown, actorId: string | undefined): Promise<Receipt> =>
    recordDecisionByKey({ approvals, clock, log, runs: { load } }, parseInput(WebhookInput, input), actorOf(actorId));
  const one = async (key: string, runId: string | undefined) => {
    if (runId !== undefined) return approvals.get(runId, key);
    const pending = await approvals.underKey(key, 2);
    const found = await Promise.all(pending.map((ref) => approvals.get(ref.runId, ref.key)));
    return found.filter((approval) => approval !== undefined).sort((a, b) => (a.since < b.since ? 1 : -1))[0];
  };
  return {
    async createApproval(key, { runId = NO_RUN, metadata, expiresAt, requestedBy } = {}) {
      parseInput(ApprovalKey, key);
      parseInput(RunId, runId);
      const present = await approvals.get(runId, key);
      if (present) return statusOf(present);
      const asked = {
        ...askOf(key, metadata ? { metadata } : {}, {
          ...{ workflow: '', version: '', epoch: 0, now: timeOf(clock.now()) },
        }),
        ...(expiresAt !== undefined && { expiresAt: timeFrom(expiresAt, 'expiresAt') }),
      };
      const by = requestedBy !== undefined && { startedBy: requestedBy };
      const { approval } = await approvals.ask(openApproval(asked, { runId, workflow: '', version: '', ...by }));
      return statusOf(approval);
    },
    async getApproval<T>(key: string, { runId }: OfRun = {}) {
      const approval = await one(key, runId);
      return approval ? statusOf<T>(approval) : { status: 'pending' };
    },
    grantApproval: (key, value, { approvedBy, ...options } = {}) =>
      decide({ action: 'approve', key, value, ...options }, approvedBy),
    rejectApproval: (key, reason, { rejectedBy, ...options } = {}) =>
      decide({ action: 'reject', key, reason, ...options }, rejectedBy),
    editApproval: (key, originalValue, editedValue, { editedBy, ...options } = {}) =>
      decide({ action: 'edit', key, originalValue, editedValue, ...options }, editedBy),
    cancelApproval: (key, { cancelledBy, ...options } = {}) =>
      decide({ action: 'cancel', key, ...options }, cancelledBy),
    async getPending(runId) {
      const [run, ofRun] = await Promise.all([load(runId), approvals.ofRun(runId)]);
      const known = new Map(ofRun.map((approval) => [approval.key, approval]));
      if (!run) return ofRun.map((approval) => statusOf(approval));
      return asksOf(run.waits ?? []).map((ask) => statusOf(known.get(ask.key) ?? openApproval(ask, run)));
    },
    async listPending({ prefix = '', assignee, limit = 50, cursor } = {}) {
      const filter = assignee === undefined ? {} : { assignees: [assignee] };
      const wanted = Math.min(Math.max(limit, 1), MOST_LISTED);
      const items: NamedStatus[] = [];
      let next = cursor;
      do {
        const page = await approvals.listPending(filter, { limit: wanted - items.length, cursor: next });
        items.push(...page.items.filter(({ key }) => key.startsWith(prefix)).map((approval) => statusOf(approval)));
        next = page.cursor;
      } while (next !== undefined && items.length < wanted);
      return { items, ...(next !== undefined && { cursor: next }) };
    },
    ...{ port, delegations },
    connect(connection) {
      connections.push(connection);
    },
  };
}

function timeFrom(given: string | Date, field: string): string {
  const time = new Date(given);
  if (!Number.isNaN(time.getTime())) return timeOf(time);
  const errors = [{ path: field, message: 'must be a date, or an ISO 8601 time' }];
  throw new CountersignError('invalid-input', `${field} ${errors[0]?.message}.`, { errors });
}

/** Who decides, as the application that calls says: it answers for that. */
export const actorOf = (id: string | undefined): Actor => ({
  id: personNamed(id?.trim() || UNKNOWN),
  groups: [],
  proof: 'local',
});
