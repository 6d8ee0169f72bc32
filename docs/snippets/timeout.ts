/** An approval that takes too long is rejected, by the application itself. */
import { createApprovalStep } from 'countersign/hitl';
import { db, resumeWorkflow } from './application.ts';

// Approval with built-in timeout check
export const timedApproval = createApprovalStep({
  key: 'approval:urgent',
  checkApproval: async () => {
    const request = await db.getApprovalRequest('request-123');

    // Check if approval has timed out
    const timeoutMs = 24 * 60 * 60 * 1000; // 24 hours
    if (Date.now() - request.createdAt > timeoutMs) {
      return {
        status: 'rejected',
        reason: 'Approval timed out after 24 hours',
      };
    }

    if (!request.status) return { status: 'pending' };
    return request.approved ? { status: 'approved', value: request } : { status: 'rejected', reason: request.reason };
  },
});

// Or use a scheduled job to auto-reject timed out approvals
export async function checkApprovalTimeouts() {
  const expired = await db.approvalRequests.findMany({
    where: {
      status: 'pending',
      createdAt: { lt: new Date(Date.now() - 24 * 60 * 60 * 1000) },
    },
  });

  for (const request of expired) {
    await db.approvalRequests.update({
      where: { id: request.id },
      data: { status: 'rejected', reason: 'Auto-rejected: timeout exceeded' },
    });

    // Notify workflow to retry
    await resumeWorkflow(request.workflowId);
  }
}
