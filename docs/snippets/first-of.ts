/** A deployment that either the team or whoever is on call lets through. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
import { deploy } from './application.ts';

export const deployment = defineWorkflow({
  name: 'deployment',
  version: '1',
  input: z.object({ build: z.string() }),
  run: async ({ step, approval, firstOf, input }) => {
    const { which, by } = await firstOf({
      team: approval('approve:team', { title: `Deploy ${input.build}`, assignee: 'team' }),
      onCall: approval('approve:on-call', { title: `Deploy ${input.build}`, assignee: 'on-call' }),
    });
    await step('deploy', () => deploy(input.build));
    return `${which}: ${by}`;
  },
});
