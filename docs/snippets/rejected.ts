/** A refund that a person rejected is closed. */
import { isApprovalRejected } from 'countersign/hitl';
import { db, orderId } from './application.ts';
import { resumeRefund } from './resume.ts';

export async function closeRejectedRefund() {
  const result = await resumeRefund();
  if (!result.ok && isApprovalRejected(result.error)) {
    console.log('Rejected:', result.error.reason);
    await db.refunds.updateStatus(orderId, 'rejected');
  }
}
