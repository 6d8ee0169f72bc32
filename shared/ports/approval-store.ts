/** Keeps approvals. */
import type { Approval, ApprovalFields, SettledApproval } from '../domain/approval.ts';
import type { EarlyDecision } from '../domain/early-decision.ts';
import type { Move, Moved } from '../domain/move.ts';
import type { Page, PageRequest } from './page.ts';

export interface ApprovalRef {
  runId: string;
  key: string;
}

export interface PendingFilter {
  /** Whose approvals; without it everybody's. */
  assignees?: readonly string[] | undefined;
}

/** What became of an asking. */
export interface Asked {
  /** False where an approval was there already, and stays. */
  created: boolean;
  /** What is there now. */
  approval: Approval;
  /** What it took the place of. */
  replaced?: Approval;
}

/** Keeps approvals: what a database has to offer. Every read but `listPending` and `underKey` sees every write that was answered before it (strongly consistent). */
export interface ApprovalStore {
  /**
   * Keeps the approval, unless it is there. One that an earlier epoch of the run asked for is replaced, and stays in the
   * record as superseded. Hands back what is there then.
   */
  ask(approval: Approval): Promise<Asked>;
  get(runId: string, key: string): Promise<Approval | undefined>;
  /** One conditional write; the losing writer is handed the approval that is there. */
  move(runId: string, key: string, move: Move<ApprovalFields>): Promise<Moved<Approval>>;
  /** The present approvals of a run, by key. */
  ofRun(runId: string): Promise<Approval[]>;
  /** What a run asked under a key before, each replaced by the next, by epoch. */
  superseded(runId: string, key: string): Promise<SettledApproval[]>;
  /** What a bare key means: what is pending under it, at most `limit`; where nothing is, the latest that was. */
  underKey(key: string, limit: number): Promise<ApprovalRef[]>;
  /** Pending approvals, soonest deadline first, those without one last, by age. */
  listPending(filter: PendingFilter, page: PageRequest): Promise<Page<Approval>>;
  /** Brings the inboxes of everyone beyond the first assignee up to date with the approval, whatever its state. */
  refreshInboxes(runId: string, key: string): Promise<void>;
  /** Keeps a decision that came before its approval, unless the same person has made one; hands back what is there then. */
  keepEarly(early: EarlyDecision): Promise<EarlyDecision>;
  /** The decisions that came before the approval was asked under this key, the first first. */
  early(runId: string, key: string): Promise<EarlyDecision[]>;
  /** Removes all approvals of a run. */
  removeOfRun(runId: string): Promise<void>;
}
