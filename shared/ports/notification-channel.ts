/** Tells people: one implementation for each way to reach them. */
import type { NoticeKind } from '../domain/notice.ts';

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
interface NoticeContext extends Worded {
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

/** An approval is needed, still needed, or now needed from more people. Times are ISO 8601. */
export interface ApprovalNeededContext extends NoticeContext {
  kind: 'approval-needed' | 'reminder' | 'escalated';
  approvalKey: string;
  reason?: string;
  summary?: string;
  metadata?: unknown;
  expiresAt?: string;
  /** The arguments of the operation that is gated, as they will be executed. */
  pendingArgs?: unknown;
}

/** An approval has come to its end. Times are ISO 8601. */
export interface ApprovalResolvedContext extends NoticeContext {
  kind: 'decided' | 'expired';
  approvalKey: string;
  action: 'approved' | 'rejected' | 'edited' | 'expired' | 'cancelled';
  actorId?: string;
  reason?: string;
  value?: unknown;
  originalValue?: unknown;
  resolvedAt: string;
}

/** A run has failed, or needs a person to look at it. */
export interface RunTroubledContext extends NoticeContext {
  kind: 'run-failed' | 'run-needs-review';
  error?: { code: string; message: string };
}

/** Tells people. A method that throws is called again later; every notice has an id of its own, the same each time. */
export interface NotificationChannel {
  onApprovalNeeded(context: ApprovalNeededContext): Promise<void>;
  onApprovalResolved?(context: ApprovalResolvedContext): Promise<void>;
  onRunTroubled?(context: RunTroubledContext): Promise<void>;
}
