/** A workflow that is known by its name, so that any process can go on with its runs. */
import { defineWorkflow } from 'countersign';
import { createApprovalStep } from 'countersign/hitl';
import * as z from 'zod';
import { fetchData } from './application.ts';

export const deps = { fetchData, requireApproval: createApprovalStep({ key: 'approve:data' }) };

export const dataWorkflow = defineWorkflow({
  name: 'data',
  version: '1',
  input: z.object({ source: z.string() }),
  deps,
  run: async ({ step, deps }) => {
    const data = await step('fetchData', () => deps.fetchData());
    await step('requireApproval', deps.requireApproval);
    return data;
  },
});
