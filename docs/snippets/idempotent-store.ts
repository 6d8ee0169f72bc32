/** A store of one's own in which the same approval may arrive twice. */
import { db } from './application.ts';

export const idempotentApprovalStore = {
  async grantApproval(key: string, value: unknown) {
    // Use upsert to handle duplicate approval attempts
    await db.approvals.upsert({
      where: { key },
      create: {
        key,
        status: 'approved',
        value: JSON.stringify(value),
        approvedAt: new Date(),
      },
      update: {
        // Don't overwrite if already approved
        // This makes the operation idempotent
      },
    });
  },

  async getApproval(key: string) {
    const record = await db.approvals.findUnique({ where: { key } });
    if (!record) return { status: 'pending' };
    return {
      status: record.status,
      value: JSON.parse(record.value),
    };
  },
};
