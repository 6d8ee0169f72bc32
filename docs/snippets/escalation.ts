/** An approval that nobody looked at goes to somebody else, by the application itself. */
import { createApprovalStep } from 'countersign/hitl';
import { db, sendSlack } from './application.ts';

export const approvalWithEscalation = createApprovalStep({
  key: 'approval:manager',
  checkApproval: async () => {
    const request = await db.getApprovalRequest('request-123');

    // After 4 hours, escalate to senior manager
    const escalationThreshold = 4 * 60 * 60 * 1000;
    if (!request.status && Date.now() - request.createdAt > escalationThreshold) {
      // Escalate (update assignment)
      if (!request.escalated) {
        await db.approvalRequests.update({
          where: { id: request.id },
          data: {
            assignedTo: 'senior-manager@company.com',
            escalated: true,
          },
        });
        await sendSlack('Approval escalated to senior manager');
      }
    }

    if (!request.status) return { status: 'pending' };
    return request.approved ? { status: 'approved', value: request } : { status: 'rejected', reason: request.reason };
  },
});
