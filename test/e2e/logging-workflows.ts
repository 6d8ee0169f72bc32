/** The examples' shapes, with steps that write down each time they run. */
import { appendFileSync } from 'node:fs';
import { defineWorkflow } from 'countersign';
import * as z from 'zod';

const ran = (step: string, key: string) => appendFileSync(process.env.EFFECT_LOG ?? 'effects.log', `${step} ${key}\n`);

const chain = defineWorkflow({
  name: 'chain',
  version: '1',
  input: z.object({ stages: z.array(z.string()) }),
  run: async ({ step, approval, input }) => {
    await step('first', ({ idempotencyKey }) => ran('first', idempotencyKey));
    for (const stage of input.stages) {
      await approval(`approval:${stage}`, { assignee: stage });
      await step(`after:${stage}`, ({ idempotencyKey }) => ran(`after:${stage}`, idempotencyKey));
    }
    return input.stages.length;
  },
});

const slow = defineWorkflow({
  name: 'slow',
  version: '1',
  input: z.object({ steps: z.number(), ms: z.number() }),
  run: async ({ step, input }) => {
    for (let i = 0; i < input.steps; i++) {
      await step(`step:${i}`, async ({ idempotencyKey }) => {
        await new Promise((resolve) => setTimeout(resolve, input.ms));
        ran(`step:${i}`, idempotencyKey);
      });
    }
    return input.steps;
  },
});

export default [chain, slow];
