/** An HTTP endpoint for decisions. */
import { createApprovalWebhookHandler, createMemoryApprovalStore } from 'countersign/hitl';
import { app } from './application.ts';

export const approvalStore = createMemoryApprovalStore();
const handler = createApprovalWebhookHandler(approvalStore);

// Express
app.post('/webhooks/approve', async (req, res) => {
  const result = await handler({
    key: req.body.key,
    action: req.body.action, // 'approve' | 'reject' | 'edit' | 'cancel'
    value: req.body.value,
    reason: req.body.reason,
    actorId: req.body.actorId,
    // For 'edit' action:
    originalValue: req.body.originalValue,
    editedValue: req.body.editedValue,
  });
  res.json(result);
});
