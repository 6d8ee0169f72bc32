/** An e-mail to somebody outside is sent once a person has read it. */
import { gatedStep, isPendingApproval } from 'countersign/hitl';
import { createResumeStateCollector, createWorkflow, type ResumeState } from 'countersign/workflow';
import { sendEmail } from './application.ts';

// Gate external email sends
const gatedSendEmail = gatedStep((args: { to: string; subject: string; body: string }) => sendEmail(args), {
  key: 'email-approval',
  requiresApproval: (args) => !args.to.endsWith('@mycompany.com'),
  description: (args) => `Send email to ${args.to}: "${args.subject}"`,
});

export const collector = createResumeStateCollector();
const workflow = createWorkflow('workflow', { gatedSendEmail }, { onEvent: collector.handleEvent });

export async function sendToCustomer(resumeState?: ResumeState) {
  // In workflow:
  const result = await workflow.run(
    async ({ step, deps }) => {
      // This shows the email args before sending
      await step(
        'gatedSendEmail',
        () => deps.gatedSendEmail({ to: 'external@other.com', subject: 'Hello', body: '...' }),
        { key: 'send-email' },
      );
    },
    { resumeState },
  );

  if (!result.ok && isPendingApproval(result.error)) {
    // Human sees: "Send email to external@other.com: "Hello""
    // Plus the full args in metadata.pendingArgs
    console.log(result.error.metadata?.pendingArgs);
    // { to: 'external@other.com', subject: 'Hello', body: '...' }
  }
  return result;
}
