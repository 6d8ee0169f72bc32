/** Runs that wait while the code of their workflow is changed under the same version. */
import { expect, it } from 'vitest';
import { gatedStep } from '../../../shared/engine/gated-step.ts';
import type { BodyArgs, Workflow } from '../../../shared/engine/workflow.ts';
import { retryRun } from '../../../shared/use-cases/operate-run.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

type Args = BodyArgs<unknown, undefined>;

describeOnBothStores('a run whose code was changed while it waited', (freshStores) => {
  const ann = person('ann@example.com', ['finance']);
  const ask = ({ approval }: Args) => approval('sign-off', { assignee: 'finance' });

  /** Parks a run of the first body, has it approved, and goes on with the second. */
  async function changed(before: (args: Args) => Promise<unknown>, after: (args: Args) => Promise<unknown>) {
    let now = before;
    const workflow: Workflow = workflowOf('order', (args) => now(args));
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores() });
    const { run } = await system.start('order');
    await system.drain();
    now = after;
    await system.decide(run.runId, 'sign-off', { action: 'approve' }, ann);
    await system.drain();
    return {
      system,
      runId: run.runId,
      run: await system.run(run.runId),
      async changeBack() {
        now = before;
        await retryRun(system.kept(), run.runId);
        await system.drain();
        return system.run(run.runId);
      },
    };
  }

  /** A step that takes note of each time that it is executed. */
  const effects: string[] = [];
  const did = ({ step }: Args, key: string) => step(key, () => void effects.push(key));
  const executed = () => effects.splice(0);

  it('I3: begins no new step that comes before one that the run remembers', async () => {
    const { run } = await changed(
      async (args) => {
        await did(args, 'reserve');
        await ask(args);
        await did(args, 'ship');
      },
      async (args) => {
        await did(args, 'check');
        await did(args, 'reserve');
        await ask(args);
        await did(args, 'ship');
      },
    );

    expect(executed()).toEqual(['reserve']);
    expect(run).toMatchObject({
      status: 'needs-review',
      error: {
        code: 'path-changed',
        message: expect.stringContaining('does not come to step "reserve", and comes to the new step "check"'),
      },
    });
  });

  it('I3: names the two ways out', async () => {
    const { run } = await changed(
      async (args) => {
        await did(args, 'reserve');
        await ask(args);
      },
      async (args) => {
        await ask(args);
        await did(args, 'ship');
      },
    );

    executed();
    const { message } = 'error' in run ? run.error : { message: '' };
    expect(message).toContain('Register the code that the run began with as version 1 of order');
    expect(message).toContain("migrate: { '1': (snapshot) => … }");
  });

  it('I5: begins no step behind an approval that is asked no more', async () => {
    const { run } = await changed(
      async (args) => {
        await did(args, 'reserve');
        await ask(args);
        await did(args, 'ship');
      },
      async (args) => {
        await did(args, 'reserve');
        await did(args, 'ship');
      },
    );

    expect(executed()).toEqual(['reserve']);
    expect(run).toMatchObject({
      status: 'needs-review',
      error: { message: expect.stringContaining('approval "sign-off"') },
    });
  });

  it('does not take an early end for the end', async () => {
    const { run } = await changed(
      async (args) => {
        await did(args, 'reserve');
        await ask(args);
        await did(args, 'ship');
      },
      async () => 'nothing to do',
    );

    expect(executed()).toEqual(['reserve']);
    expect(run).toMatchObject({ status: 'needs-review', error: { code: 'path-changed' } });
  });

  it('lets a new step begin once everything that is remembered was come by, whichever branch comes first', async () => {
    const { run } = await changed(
      async (args) => {
        await did(args, 'reserve');
        await ask(args);
      },
      async (args) => {
        await Promise.all([did(args, 'tell'), did(args, 'reserve').then(() => ask(args))]);
        await did(args, 'ship');
      },
    );

    expect(executed()).toEqual(['reserve', 'tell', 'ship']);
    expect(run.status).toBe('completed');
  });

  it('I2: keeps the decision, and goes on with it where the code is put back', async () => {
    const { changeBack } = await changed(
      async (args) => {
        await did(args, 'reserve');
        const { by } = await ask(args);
        await did(args, `ship for ${by}`);
      },
      async () => 'nothing to do',
    );

    const run = await changeBack();

    expect(run.status).toBe('completed');
    expect(executed()).toEqual(['reserve', 'ship for ann@example.com']);
  });

  it('A4: runs again what had failed, and follows where that leads now', async () => {
    let fails = true;
    const body = async (args: Args) => {
      const charge = args.step('charge', () => {
        effects.push('charge');
        if (fails) throw new Error('The card is refused.');
      });
      await charge.catch(() => did(args, 'dun'));
      await ask(args);
      await did(args, 'ship');
    };

    const { run } = await changed(body, (args) => {
      fails = false;
      return body(args);
    });

    expect(run.status).toBe('completed');
    expect(executed()).toEqual(['charge', 'dun', 'charge', 'ship']);
  });

  it('B3: goes on where a gate that had failed is called with other arguments', async () => {
    let mail = 'first';
    const send = gatedStep(
      async (text: string) => {
        effects.push(text);
        throw new Error('The mail server is down.');
      },
      { key: 'mail', requiresApproval: false, description: (text) => text },
    );
    const body = async (args: Args) => {
      await send(mail).catch(() => undefined);
      await did(args, 'note');
      await ask(args);
      await did(args, 'ship');
    };

    const { run } = await changed(body, (args) => {
      mail = 'second';
      return body(args);
    });

    expect(run.status).toBe('completed');
    expect(executed()).toEqual(['first', 'note', 'second', 'ship']);
  });
});
