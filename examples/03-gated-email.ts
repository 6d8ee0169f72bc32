/** An e-mail that an agent wants to send: to outsiders only with a person's yes, who may change it first. */
import { setTimeout as wait } from 'node:timers/promises';
import { defineWorkflow } from 'countersign';
import { gatedStep } from 'countersign/hitl';
import * as z from 'zod';

const Mail = z.object({ to: z.email(), subject: z.string().min(1), body: z.string() });

/** Stands for the agent. */
async function draftMail({ to, about }: { to: string; about: string }) {
  await wait(5);
  return { to, subject: `About ${about}`, body: `Hello, this is about ${about}.` };
}

/** Stands for the mail server. It is handed what was approved, and an idempotency key. */
const sendMail = gatedStep(
  async (mail: z.infer<typeof Mail>, call) => {
    await wait(5);
    return { sent: mail, messageId: `message-for-${call?.idempotencyKey}` };
  },
  {
    key: 'email-approval',
    requiresApproval: ({ to }) => !to.endsWith('@mycompany.com'),
    description: ({ to, subject }) => `Send email to ${to}: "${subject}"`,
    form: Mail, // what an edited mail must look like
    assignee: 'support',
    timeout: '8h',
  },
);

export const email = defineWorkflow({
  name: 'email',
  version: '1',
  input: z
    .object({ to: z.email(), about: z.string().min(1) })
    .meta({ title: 'E-mail of an agent', examples: [{ to: 'customer@example.org', about: 'order-123' }] }),
  deps: { draftMail, sendMail },
  run: async ({ step, deps, input }) => {
    const mail = await step('draftMail', () => deps.draftMail(input));
    return step('sendMail', () => deps.sendMail(mail));
  },
});
