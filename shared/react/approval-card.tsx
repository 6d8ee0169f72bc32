/** `ApprovalCard`: one approval, with what is asked, the buttons, and how it ended. */
import { useId } from 'react';
import { needsValue } from '../domain/offered.ts';
import { ApprovalButtons } from './approval-buttons.tsx';
import { ApprovalTerms, ShownValues } from './approval-terms.tsx';
import { firstDecision } from './own-decision.ts';
import { useLiveApproval } from './use-approval-status.ts';
import { useDeciding } from './use-deciding.ts';
import { useFocusKept } from './use-focus-kept.ts';
import { ValueNeeded } from './value-needed.tsx';
import { offlineInWords, refusalInWords, standingInWords, unreadInWords } from './words.ts';

/** What `ApprovalCard` is given. */
export interface ApprovalCardProps {
  /** `<runId>/<key>`, or a key that is pending once. */
  approvalKey: string;
  /** What is to be approved, for as long as the service has not said: what it says is what a decision is bound to. */
  pendingArgs?: unknown;
}

/**
 * One approval for the user to decide: what is asked, Approve, Reject with a reason, and how it ended, whoever decided and
 * wherever. Styled by `countersign/react.css`, which the page includes once.
 *
 * @example
 * <ApprovalCard approvalKey="run_1/approve:refund" pendingArgs={{ orderId: 'o-1', amount: 40 }} />
 */
export function ApprovalCard({ approvalKey, pendingArgs }: ApprovalCardProps) {
  const { status, problem, connection } = useLiveApproval(approvalKey);
  const [decision, decide] = useDeciding(approvalKey);
  const titleId = useId();
  const wasFirst = firstDecision(decision) !== undefined;
  const isOpen = status?.status === 'pending' && decision.state !== 'decided' && !wasFirst;
  const focus = useFocusKept(isOpen);
  const unread = status ? undefined : problem;
  return (
    <section
      {...focus}
      className="countersign-card"
      data-status={status?.status ?? 'loading'}
      aria-labelledby={titleId}
      aria-busy={decision.state === 'sent'}
      tabIndex={-1}
    >
      <h3 className="countersign-title" id={titleId}>
        {status?.title ?? (unread ? `Approval ${approvalKey}` : 'Approval needed')}
      </h3>
      {status && <ApprovalTerms status={status} />}
      <ShownValues status={status} pendingArgs={pendingArgs} />
      {isOpen && (
        <ApprovalButtons
          allow={status.allow}
          instead={needsValue(status) ? <ValueNeeded status={status} /> : undefined}
          isBusy={decision.state === 'sent'}
          approve={() => decide(status)}
          reject={(reason) => decide(status, reason)}
        />
      )}
      <p className="countersign-status" role="status">
        {unread ? 'Could not be read' : standingInWords(status, decision)}
      </p>
      <p className="countersign-refused" role="alert">
        {decision.state === 'refused' ? refusalInWords(decision.problem) : unread && unreadInWords(unread, approvalKey)}
      </p>
      <p className="countersign-offline" role="status">
        {connection === 'offline' && !unread && offlineInWords(status)}
      </p>
    </section>
  );
}
