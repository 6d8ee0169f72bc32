/** A workflow that was changed while runs of its first version wait: it says what becomes of them. */
import { defineWorkflow } from 'countersign';
import { rememberStep, renameStep } from 'countersign/workflow';
import * as z from 'zod';
import { fetchData } from './application.ts';

export const report = defineWorkflow({
  name: 'report',
  version: '2',
  input: z.object({ source: z.string() }),
  run: async ({ step, approval }) => {
    const data = await step('loadData', () => fetchData()); // was: fetchData
    await step('checkData', () => ({ complete: true })); // is new, before the approval
    await approval('approve:report', { title: 'Publish the report', assignee: 'editors' });
    return step('publish', () => data);
  },
  migrate: {
    '1': (snapshot) => rememberStep(renameStep(snapshot, 'fetchData', 'loadData'), 'checkData', { complete: true }),
  },
});
