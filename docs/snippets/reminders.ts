/** An approval that has to be there at a certain time: people are reminded until then, and the run fails without it. */
import { defineWorkflow } from 'countersign';
import { isApprovalExpired } from 'countersign/hitl';
import * as z from 'zod';
import { notifySlack } from './application.ts';

export const contractWorkflow = defineWorkflow({
  name: 'contract',
  version: '1',
  input: z.object({ validUntil: z.iso.datetime() }),
  run: async ({ step, approval, input }) => {
    try {
      const signed = await approval('approval:contract', {
        assignee: 'legal',
        timeout: { at: new Date(input.validUntil) },
        onTimeout: 'fail', // with no answer there is nothing to go on with, not even a no
        remind: { every: '24h', max: 5 },
      });
      return { signedBy: signed.by };
    } catch (error) {
      if (isApprovalExpired(error)) await step('tell', () => notifySlack('Nobody signed in time'));
      throw error;
    }
  },
});
