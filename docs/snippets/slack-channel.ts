/** People are told in Slack that an approval is needed, and how it ended. */
import {
  createHITLOrchestrator,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
  type NotificationChannel,
} from 'countersign/hitl';
import { slack, slackMessageAbout } from './application.ts';

const slackChannel: NotificationChannel = {
  async onApprovalNeeded(ctx) {
    await slack.chat.postMessage({
      channel: '#approvals',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `*${ctx.summary}*` } },
        { type: 'context', text: { type: 'mrkdwn', text: `Workflow: ${ctx.workflowName} | Key: ${ctx.approvalKey}` } },
        {
          type: 'actions',
          elements: [
            { type: 'button', text: { type: 'plain_text', text: 'Approve' }, action_id: `approve:${ctx.approvalKey}` },
            { type: 'button', text: { type: 'plain_text', text: 'Reject' }, action_id: `reject:${ctx.approvalKey}` },
          ],
        },
      ],
    });
  },
  async onApprovalResolved(ctx) {
    // Update the Slack message when approved/rejected
    await slack.chat.update({
      channel: '#approvals',
      ts: await slackMessageAbout(ctx),
      text: `${ctx.approvalKey}: ${ctx.action} by ${ctx.actorId}`,
    });
  },
};

export const orchestrator = createHITLOrchestrator({
  approvalStore: createMemoryApprovalStore(),
  workflowStateStore: createMemoryWorkflowStateStore(),
  notificationChannel: slackChannel, // Push notifications
});
