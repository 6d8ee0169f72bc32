/** Tells people: one implementation for each way to reach them. */
import type { Action } from '../domain/decision.ts';
import type { NoticeKind } from '../domain/notice.ts';
import type { LeastProof } from '../domain/policy.ts';

/** A notice in words, for whoever reads it under one link. */
export interface Worded {
  /** Where its reader can see more and act. */
  link: string;
  /** Plain text for an e-mail, with the link. */
  text: string;
  /** One SMS of at most 160 characters of the GSM alphabet, with the link. */
  sms: string;
}

/** One person who is told, with a link of their own: what is done by it is done by them. */
export interface Reader extends Worded {
  /** Their e-mail address, or what else they are known by. */
  id: string;
}

/** A name that is told: a person or a group. Its link is one for everybody who reads what the name is sent. */
export interface Addressee extends Worded {
  name: string;
  /** Who that is, each with a link of their own, as far as the directory knows. */
  people: Reader[];
}

/** What every notice has: an id that is the same at every delivery, its words, and who it is for. */
interface CommonContext extends Worded {
  noticeId: string;
  kind: NoticeKind;
  to: string[];
  /** The names of `to`, each with its words and link. The words and the link beside are those of nobody in particular. */
  addressees: Addressee[];
  runId: string;
  workflowName: string;
  /** ASCII, one line, at most 100 characters. */
  subject: string;
}

/** What is asked, for a channel that shows it in a form of its own. Values are JSON. */
export interface AskedContext {
  title: string;
  /** Tells this asking from another under the same key. */
  epoch: number;
  /** By which a decision is bound to what was shown. */
  digest: string;
  assignee: readonly string[];
  requestedBy?: string;
  details?: unknown;
  proposed?: unknown;
  pendingArgs?: unknown;
  /** What a person may do who sends nothing but the action: approving is left out where it needs a value. */
  takes: readonly Action[];
  /** The weakest proof of who acts that is accepted, where not any is. */
  proof?: LeastProof;
}

/** An approval is needed, still needed, or now needed from more people. Times are ISO 8601. */
export interface ApprovalNeededContext extends CommonContext {
  kind: 'approval-needed' | 'reminder' | 'escalated';
  approvalKey: string;
  asked: AskedContext;
  reason?: string;
  summary?: string;
  metadata?: unknown;
  expiresAt?: string;
  /** The arguments of the operation that is gated, as they will be executed. */
  pendingArgs?: unknown;
}

/** An approval has come to its end. Times are ISO 8601. */
export interface ApprovalResolvedContext extends CommonContext {
  kind: 'decided' | 'expired';
  approvalKey: string;
  asked: AskedContext;
  action: 'approved' | 'rejected' | 'edited' | 'expired' | 'cancelled';
  actorId?: string;
  reason?: string;
  value?: unknown;
  originalValue?: unknown;
  resolvedAt: string;
}

/** A run has failed, or needs a person to look at it. */
export interface RunTroubledContext extends CommonContext {
  kind: 'run-failed' | 'run-needs-review';
  error?: { code: string; message: string };
}

/** What a channel may be told. */
export type NoticeContext = ApprovalNeededContext | ApprovalResolvedContext | RunTroubledContext;

/**
 * Tells people. A method that throws is called again later; every notice has an id of its own, the same each time. One that reached
 * some and not all throws an error with `left`, the names and addresses of the others: they alone are told again.
 */
export interface NotificationChannel {
  /** By which what it does not deliver is found and tried again (default: its position, such as `channel-1`). */
  readonly name?: string;
  onApprovalNeeded(context: ApprovalNeededContext): Promise<void>;
  onApprovalResolved?(context: ApprovalResolvedContext): Promise<void>;
  onRunTroubled?(context: RunTroubledContext): Promise<void>;
}
