/** Tells people: one implementation for each way to reach them. */
import type { NoticeKind } from '../domain/notice.ts';

/** What every notice has: an id that is the same at every delivery, its words, and who it is for. */
interface NoticeContext {
  noticeId: string;
  kind: NoticeKind;
  to: string[];
  runId: string;
  workflowName: string;
  /** Where its reader can see more and act. */
  link: string;
  subject: string;
  text: string;
  sms: string;
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
