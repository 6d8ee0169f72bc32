/** A table that was restored: nothing of it is changed and nobody is told, until somebody accepts it; then all goes on. */
import { beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../../shared/domain/actor.ts';
import { NEVER, reschedule } from '../../../shared/domain/run-moves.ts';
import type { TableGeneration } from '../../../shared/ports/table-generation.ts';
import { acceptRestored, lookAtRestored } from '../../../shared/use-cases/accept-restored.ts';
import { commentApproval } from '../../../shared/use-cases/comment-approval.ts';
import { decideMany } from '../../../shared/use-cases/decide-many.ts';
import { explainApproval } from '../../../shared/use-cases/explain-approval.ts';
import { giveDelegation } from '../../../shared/use-cases/give-delegation.ts';
import { retryDelivery } from '../../../shared/use-cases/list-undelivered.ts';
import { noteFeedback } from '../../../shared/use-cases/note-feedback.ts';
import { cancelRun, nudgeRun, retryRun } from '../../../shared/use-cases/operate-run.ts';
import { listApprovals, readApproval } from '../../../shared/use-cases/read-approval.ts';
import { readRun } from '../../../shared/use-cases/read-run.ts';
import { reassignApproval } from '../../../shared/use-cases/reassign-approval.ts';
import { revokeDelegation } from '../../../shared/use-cases/revoke-delegation.ts';
import type { Kept } from '../../../shared/use-cases/system.ts';
import { createTableLife } from '../../../shared/use-cases/table-life.ts';
import { withdrawVote } from '../../../shared/use-cases/withdraw-vote.ts';
import { aRun, aSettlement, person, unique } from '../../support/builders.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const [FIRST, RESTORED] = ['arn:…:table/runs/stream/1', 'arn:…:table/restored/stream/2'];
const ann = person('ann@example.com', ['finance', 'operator']);

describeOnBothStores('a restored table', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  let before: TestSystem;
  let restored: TestSystem;
  let runId: string;
  const nap = workflowOf('nap', async ({ step }) => step.sleep('cool-off', '1h'));
  /** The system whose functions are told this generation, over the records as they are. */
  const systemOf = (generation: string, clock?: TestSystem['clock']) =>
    createTestSystem({ workflows: [refundWorkflow(effects), nap], stores, generation, ...(clock && { clock }) });

  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
    before = systemOf(FIRST);
    restored = systemOf(RESTORED, before.clock);
    await before.sweep();
    runId = await start();
  });

  const start = async (workflow = 'refund') => {
    const { run } = await before.start(workflow, { orderId: 'o-1', amount: 40 });
    await before.drain();
    return run.runId;
  };
  const seen = () => stores.generations.read();
  const accept = async () => acceptRestored({ ...stores, clock: restored.clock }, RESTORED, await seen());

  it('is known by what the first sweep noted in the one that it was made from', async () => {
    expect(await seen()).toMatchObject({ generation: FIRST, since: before.clock.now().toISOString() });
  });

  const ref = () => ({ runId, key: KEY });
  const input = { action: 'approve' as const };
  const feedback = { who: 'ann@example.com', subject: '', why: 'bounced' as const, error: '' };
  it.each<[string, (kept: Kept, actor: Actor) => Promise<unknown>]>([
    ['a start', () => restored.start('refund', { orderId: 'o-2', amount: 1 })],
    ['a decision', () => restored.decide(runId, KEY, input)],
    ['many decisions', (kept, actor) => decideMany(kept, { decisions: [{ ...ref(), ...input }] }, () => actor)],
    ['a comment', (kept, actor) => commentApproval(kept, ref(), { text: 'why?' }, actor)],
    [
      'a reassignment',
      (kept, actor) => reassignApproval(kept, ref(), { to: 'bob@example.com', reason: 'r' }, actor, true),
    ],
    ['a withdrawal', (kept, actor) => withdrawVote(kept, ref(), {}, actor)],
    ['a cancellation', (kept, actor) => cancelRun(kept, runId, actor)],
    ['a retry', (kept) => retryRun(kept, runId)],
    ['a resumption', (kept) => nudgeRun(kept, runId)],
    [
      'a delegation',
      (kept, actor) => giveDelegation(kept, { to: 'bob@example.com', until: '2026-02-01T00:00:00Z' }, actor),
    ],
    ['the end of a delegation', (kept, actor) => revokeDelegation(kept, 'd-1', actor)],
    ['a notice that is to be sent again', (kept) => retryDelivery(kept, 'd-1')],
    [
      'mail that came back',
      () =>
        noteFeedback(
          { ...restored.kept(), deliveries: stores.deliveries },
          {
            ...feedback,
            noticeId: `${runId}/${KEY}/1/approval-needed`,
          },
        ),
    ],
    ['a change', async () => restored.deliver({ kind: 'run', after: await restored.run(runId) })],
    ['a sweep', () => restored.sweep()],
  ])('refuses %s, and changes nothing', async (_what, attempt) => {
    restored.clock.advance('2d');
    await before.loseChanges();

    await expect(attempt(restored.kept(), ann)).rejects.toMatchObject({ code: 'frozen', status: 503 });

    expect(await before.loseChanges()).toEqual([]);
    expect(restored.notices).toEqual([]);
    expect(await seen()).toMatchObject({ generation: FIRST });
  });

  it('lets a wake-up go, and nothing is driven', async () => {
    await before.decide(runId, KEY, input);

    expect(await restored.resume({ runId })).toBe('frozen');

    expect(await restored.run(runId)).toMatchObject({ status: 'waiting' });
    expect(effects).toEqual(['calculate']);
  });

  it('can be read', async () => {
    const kept = restored.kept();

    expect(await readRun(kept, runId)).toMatchObject({ status: 'waiting' });
    expect((await readApproval(kept, ref())).view).toMatchObject({ status: 'pending' });
    expect(await listApprovals(kept, { assignees: ['finance'] }, { limit: 10 })).toMatchObject({ items: [{ runId }] });
    expect(await explainApproval(kept, ref(), ann)).toMatchObject({ explanation: { you: { mayDecide: true } } });
  });

  it('does not create by a look what its run asks and nobody created', async () => {
    const { run } = await before.start('refund', { orderId: 'o-3', amount: 40 }); // its changes are followed by nobody
    await before.loseChanges();

    const look = explainApproval(restored.kept(), { runId: run.runId, key: KEY }, ann);

    await expect(look).rejects.toMatchObject({ code: 'approval-unknown' });
    expect(await before.loseChanges()).toEqual([]);
  });

  it('is frozen as well where it says nothing of its life, and is known to be restored', async () => {
    const bare = await freshStores();
    const life = createTableLife({ generations: bare.generations, generation: RESTORED, restored: true });

    await life.begin('2026-01-05T09:00:00.000Z');

    expect(await life.isFrozen()).toBe(true);
    expect(await bare.generations.read()).toBeUndefined();
  });

  it('says what it holds that would go on', async () => {
    await start();
    await start('nap');
    await stores.runs.create(aRun({ runId: unique('busy') }));
    restored.clock.advance('2h');

    const pages: number[] = [];
    const found = await lookAtRestored({ ...stores, clock: restored.clock }, (looked) => pages.push(looked));

    expect(found).toMatchObject({ waiting: 3, due: 1, running: 1 });
    expect(pages.at(-1)).toBe(4);
  });

  it('goes on once it is accepted, also with what was settled and woke nobody', async () => {
    await before.decide(runId, KEY, input);
    await before.loseChanges(); // the restored table's stream does not have them
    restored.clock.advance('1m');

    expect(await accept()).toBe(true);
    await restored.sweep();
    await restored.drain();

    expect(await restored.run(runId)).toMatchObject({ status: 'completed' });
    expect(await seen()).toMatchObject({ generation: RESTORED, since: restored.clock.now().toISOString() });
  });

  it('is accepted once', async () => {
    const early = await seen();

    const first = await acceptRestored({ ...stores, clock: restored.clock }, RESTORED, early);
    const late = await acceptRestored({ ...stores, clock: restored.clock }, 'arn:…/stream/3', early);

    expect([first, late]).toEqual([true, false]);
    expect(await seen()).toMatchObject({ generation: RESTORED });
  });

  it('leaves a run alone that somebody keeps without having it driven', async () => {
    await stores.runs.move(runId, reschedule(await before.run(runId), NEVER));

    await accept();

    expect(await before.run(runId)).toMatchObject({ due: { at: NEVER } });
  });

  it('is looked at once by a process that found it living, however much happens at once, and each time where it is frozen', async () => {
    let reads = 0;
    const generations: TableGeneration = {
      ...stores.generations,
      async read() {
        reads++;
        return stores.generations.read();
      },
    };
    const living = createTableLife({ generations, generation: FIRST });
    const frozen = createTableLife({ generations, generation: RESTORED });

    await Promise.all([living.isFrozen(), living.isFrozen(), living.isFrozen()]);
    await living.isFrozen();
    expect(reads).toBe(1);

    expect([await frozen.isFrozen(), await frozen.isFrozen()]).toEqual([true, true]);
    expect(reads).toBe(3);
    await accept();
    expect(await frozen.isFrozen()).toBe(false);
  });

  it('does not take a wake-up at its word that tells of a decision in another life of the table', async () => {
    await accept();
    const { epoch } = await restored.run(runId);
    const { digest } = (await readApproval(restored.kept(), ref())).approval;
    const settlement = aSettlement({ by: 'eve@example.com', value: '[{"amount":1},40]', digest });

    await restored.resume({ runId, generation: FIRST, settled: { key: KEY, epoch, settlement } });

    expect(await restored.run(runId)).toMatchObject({ status: 'waiting' });
    expect(effects).toEqual(['calculate']);
  });

  it('says in each wake-up whose life it is of', async () => {
    await before.decide(runId, KEY, input);

    for (const change of await before.loseChanges()) await before.deliver(change);

    expect(before.queue).toMatchObject([{ runId, generation: FIRST, settled: { key: KEY } }]);
  });
});
