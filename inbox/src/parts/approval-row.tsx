/** One approval in the list: what, until when, of whom; and whether it is chosen. */
import { Link } from 'wouter';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { approvalPath, idOf } from '../paths.ts';
import { Due } from './due.tsx';

interface ApprovalRowProps {
  approval: ApprovalView;
  open: boolean;
  selected: boolean;
  onSelect(): void;
  onFocus(): void;
}

export function ApprovalRow({ approval, open, selected, onSelect, onFocus }: ApprovalRowProps) {
  const { title, workflow, assignee, votes, expiresAt, requestedBy } = approval;
  return (
    <li className={open ? 'row row-open' : 'row'} data-id={idOf(approval)}>
      <label className="row-check">
        <input type="checkbox" checked={selected} onChange={onSelect} onFocus={onFocus} />
        <span className="sr-only">Choose {title}</span>
      </label>
      <Link
        href={approvalPath(approval)}
        className="row-link"
        aria-current={open ? 'true' : undefined}
        onFocus={onFocus}
      >
        <span className="row-title">{title}</span>
        <span className="row-facts">
          <Due at={expiresAt} />
          <span>{workflow}</span>
          <span>{assignee.join(', ') || 'anybody'}</span>
          {votes && (
            <span>
              {votes.approvals} of {votes.needed.approvals} approvals
            </span>
          )}
          {requestedBy && <span>from {requestedBy}</span>}
        </span>
      </Link>
    </li>
  );
}
