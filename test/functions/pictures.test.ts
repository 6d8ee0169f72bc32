/** Pictures of runs and workflows over HTTP, over both stores. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createWebhook } from '../../functions/webhook.ts';
import { pictureOf } from '../../shared/domain/picture.ts';
import type { WorkflowShape } from '../../shared/domain/workflow-shape.ts';
import { retryRun } from '../../shared/use-cases/operate-run.ts';
import { MOST_RUNS, readShape } from '../../shared/use-cases/read-shape.ts';
import { answered, type GatewayRequest, gatewayEvent, jwt } from '../support/gateway.ts';
import { describeOnBothStores, memoryStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { refundWorkflow, workflowOf } from '../support/workflows.ts';

const AWS = { local: false, origins: [] };
const REFUND = { orderId: 'o-1', amount: 40 };
const viewer = jwt('vera@example.com', 'viewer');

const MERMAID = 'text/vnd.mermaid; charset=utf-8';

/** What API Gateway answers: it reads what the function sends as Base64. */
async function get(system: TestSystem, path: string, authorizer?: GatewayRequest['authorizer']) {
  const event = gatewayEvent({ method: 'GET', path, ...(authorizer && { authorizer }) });
  const sent = await createWebhook(system.kept(), AWS)(event);
  return sent.isBase64Encoded ? { ...sent, body: Buffer.from(sent.body ?? '', 'base64').toString() } : sent;
}

/** Asks the same key of somebody else, once it is tried again. */
let asked = 'finance';
const asksAnew = workflowOf('anew', async ({ step, approval }) => {
  await approval('go', { title: `To ${asked}`, assignee: asked });
  await step('act', () => {
    if (asked === 'finance') throw new Error('Not of these');
  });
});
const sleeps = workflowOf('sleeps', async ({ step }) => {
  await step.sleep('cool-off', '2d');
  await step('outer', async () => step('inner', () => 1));
});

describeOnBothStores('the picture of a run over HTTP', (freshStores) => {
  let system: TestSystem;
  const diagram = async (runId: string) => (await get(system, `/runs/${runId}/diagram.mmd`, viewer)).body ?? '';
  const timeline = async (runId: string) => (await system.view(runId)).timeline ?? [];

  beforeEach(async () => {
    asked = 'finance';
    system = createTestSystem({ workflows: [refundWorkflow([]), asksAnew, sleeps], stores: await freshStores() });
  });

  it('E7: draws a paused run as waiting for whom and since when, not as failed', async () => {
    const { run } = await system.start('refund', REFUND);
    await system.drain();
    await system.pass('9h');

    const { statusCode, headers, body = '' } = await get(system, `/runs/${run.runId}/diagram.mmd`, viewer);

    expect([statusCode, headers?.['content-type']]).toEqual([200, MERMAID]);
    expect(body).toMatch(
      /waits for finance, head-of-finance since 2026-01-05 09:00 UTC, until 2026-01-06 09:00 UTC<br/,
    );
    expect(body).toMatch(/<br\/>reminded<br\/>escalated to head-of-finance"\}\}:::waiting/);
    expect(body).not.toMatch(/failed|:::refused/);
  });

  it('E7: draws who decided what, and what an edit changed', async () => {
    const { run } = await system.start('refund', REFUND);
    await system.drain();
    system.clock.advance('3h');
    const edit = { originalValue: { amount: 40 }, editedValue: { amount: 30 } };
    await system.decide(run.runId, 'approve:refund', { action: 'edit', ...edit });
    await system.drain();

    const body = await diagram(run.runId);

    expect(body).toContain('edited by ann#64;example.com after 3 h#59; amount 40 → 30');
    expect(body).toContain('finish(["completed after 3 h"])');
  });

  it('E7: shows what was asked anew beside what took its place', async () => {
    const { run } = await system.start('anew');
    await system.drain();
    await system.decide(run.runId, 'go', { action: 'approve' });
    await system.drain();
    asked = 'legal';
    system.clock.advance('1h');
    await retryRun(system.kept(), run.runId);
    await system.drain();

    expect(await timeline(run.runId)).toMatchObject([
      { key: 'go', title: 'To finance', status: 'superseded', reason: 'The run asked something else in its place.' },
      { key: 'go', title: 'To legal', status: 'pending', assignee: ['legal'] },
    ]);
    expect((await system.view(run.runId)).waitingFor).toMatchObject([{ key: 'go', assignee: ['legal'] }]);
  });

  it('E7: tells sleeps from steps, and what is part of a step', async () => {
    const { run } = await system.start('sleeps');
    const asleep = await system.view(run.runId);
    await system.pass('2d');

    expect(asleep.waitingFor).toMatchObject([{ kind: 'time', key: 'cool-off' }]);
    const { rows } = pictureOf(await system.view(run.runId), system.clock.now());
    expect(rows.map(({ kind, key, partOf, after }) => [kind, key, partOf, after])).toEqual([
      ['sleep', 'cool-off', undefined, []],
      ['step', 'outer', undefined, [0]],
      ['step', 'inner', 1, []],
    ]);
  });

  it('learns the shape of a workflow from its latest runs', async () => {
    for (const action of ['approve', 'approve', 'reject'] as const) {
      const { run } = await system.start('refund', REFUND);
      await system.drain();
      system.clock.advance('2h');
      const reason = action === 'reject' ? { reason: 'No.' } : {};
      await system.decide(run.runId, 'approve:refund', { action, ...reason });
      await system.drain();
    }

    const { status, body } = answered(await get(system, '/workflows/refund/shape', viewer));
    const drawn = await get(system, '/workflows/refund/diagram.mmd', viewer);

    const shape = body as unknown as WorkflowShape; // as the schema of the answer says
    expect(status).toBe(200);
    expect(shape).toMatchObject({ workflow: 'refund', runs: 3, hasMore: false, statuses: { completed: 2, failed: 1 } });
    expect(shape.nodes).toMatchObject([
      { name: 'calculate', runs: 3 },
      { name: 'approve:refund', ended: { approved: 2, rejected: 1 }, took: { median: 7_200_000 } },
      { name: 'pay', runs: 2 },
    ]);
    expect(drawn.headers?.['content-type']).toBe(MERMAID);
    expect(drawn.body).toContain('67 #37; approved, 33 #37; rejected');
    expect(drawn.body).toContain('n2 -->|"2"| n3');
  });

  it('knows no shape of a workflow of which there is no run', async () => {
    for (const path of ['/workflows/nothing/shape', '/workflows/nothing/diagram.mmd']) {
      const { status, body } = answered(await get(system, path, viewer));

      expect([status, body.code]).toEqual([404, 'workflow-unknown']);
    }
  });
});

describe('who may see pictures', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = createTestSystem({ workflows: [refundWorkflow([])], stores: await memoryStores() });
    await system.start('refund', REFUND, { runId: 'r-1' });
    await system.drain();
  });

  const paths = ['/runs/r-1/diagram.mmd', '/workflows/refund/shape', '/workflows/refund/diagram.mmd'];
  const callers = [
    ['a viewer', viewer, 200],
    ['an operator', jwt('olga@example.com', 'operator'), 200],
    ['who starts runs', jwt('sam@example.com', 'starter'), 200],
    ['who is asked', jwt('fay@example.com', 'finance'), 403],
    ['nobody known', undefined, 401],
  ] as const;

  it.each(paths.flatMap((path) => callers.map(([who, by, status]) => [path, who, status, by] as const)))(
    'answers %s to %s with %d',
    async (path, _who, status, authorizer) => {
      expect((await get(system, path, authorizer)).statusCode).toBe(status);
    },
  );

  it('knows no picture of a run that there is not', async () => {
    const { status, body } = answered(await get(system, '/runs/r-2/diagram.mmd', viewer));

    expect([status, body.code]).toEqual([404, 'run-unknown']);
  });

  it('reads a bounded number of runs for a shape, the latest, and says that there are more', async () => {
    for (let run = 0; run < MOST_RUNS; run++) {
      system.clock.advance('1m');
      await system.start('refund', REFUND);
    }

    const shape = await readShape(system.kept(), 'refund');

    expect([shape.runs, shape.hasMore]).toEqual([MOST_RUNS, true]);
    expect(shape.from).toBe('2026-01-05T09:01:00.000Z');
  });
});
