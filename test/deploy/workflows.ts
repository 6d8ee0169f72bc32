/** What the deploy test deploys: the example of a refund, and an approval that any signed caller may decide. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Duration, defineWorkflow } from 'countersign';
import * as z from 'zod';
import { refund } from '../../examples/01-refund.ts';

const note = defineWorkflow({
  name: 'note',
  version: '1',
  input: z.object({ what: z.string(), within: z.string() }),
  deps: { note: (what: string) => wait(1, `noted ${what}`) },
  run: async ({ step, approval, deps, input }) => {
    const decision = await approval('approve:note', {
      title: `Note ${input.what}`,
      proposed: input.what,
      timeout: input.within as Duration, // the tests give nothing else
      onTimeout: { approve: 'nothing' },
    });
    return step('note', () => deps.note(String(decision.value)));
  },
});

export default [refund, note];
