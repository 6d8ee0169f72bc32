/** A card of one's own for an approval that is live: it shows what is asked, decides, and sees what others decide. */
import { useApprovalStatus, useDecide } from 'countersign/react';

export function ApprovalCard({ approvalKey, pendingArgs }: { approvalKey: string; pendingArgs: unknown }) {
  const status = useApprovalStatus(approvalKey);
  const { approve, reject } = useDecide();
  if (status.status === 'pending') {
    return (
      <div>
        <h3>Approval Needed</h3>
        <pre>{JSON.stringify(pendingArgs, null, 2)}</pre>
        <button type="button" onClick={() => approve(approvalKey, pendingArgs)}>
          Approve
        </button>
        <button type="button" onClick={() => reject(approvalKey, 'User rejected')}>
          Reject
        </button>
      </div>
    );
  }
  return <div>Status: {status.status}</div>;
}
