/** The use cases over DynamoDB with a network that fails as networks do: the same zero list as under `kill -9`. */
import { expect, it } from 'vitest';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { createClients } from '../kill/clients.ts';
import { attemptsIn, createEffectLog, type EffectLine } from '../kill/effect-log.ts';
import { finalRun } from '../kill/final-run.ts';
import { createFunctions } from '../kill/functions.ts';
import { createShop } from '../kill/shop.ts';
import type { FinalRun, LostRequest, SentNotice } from '../kill/story.ts';
import { judge } from '../kill/verdict.ts';
import { createTestClock } from '../support/clock.ts';
import { makeNetworkFaulty } from '../support/faulty-network.ts';
import { createRandom } from '../support/random.ts';
import { silenceErrors } from '../support/silence.ts';
import { describeWithDynamoDB, dynamoDBStores, ownClient } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';

const TERMS = { leaseMs: 600_000 };
/** `COUNTERSIGN_FAULTY_RUNS` and `COUNTERSIGN_SEED` play others. */
const RUNS = Number(process.env.COUNTERSIGN_FAULTY_RUNS ?? 120);

/** In many more rounds than this, nothing moves any more. */
const MOST_ROUNDS = 2_000;

/** Hands on what changed and what follows, many at once as on AWS, and each until it is taken. */
async function handOn(system: TestSystem): Promise<void> {
  const insist = (work: () => Promise<unknown>): Promise<unknown> => work().catch(() => insist(work));
  for (let changes = await system.loseChanges(); changes.length > 0; changes = await system.loseChanges()) {
    await Promise.all(changes.map((change) => insist(() => system.deliver(change))));
    await Promise.all(system.queue.splice(0).map((wakeUp) => insist(() => system.resume(wakeUp))));
  }
}

describeWithDynamoDB('the system over a faulty network', () => {
  it('I1, I2, I3, I8: loses nothing, and repeats only effects whose store failed', async () => {
    silenceErrors();
    const random = createRandom(Number(process.env.COUNTERSIGN_SEED ?? 1));
    const clock = createTestClock({ sleep: 'at-once' });
    const now = () => clock.now().getTime();
    const lines: EffectLine[] = [];
    const lostRequests: LostRequest[] = [];
    const faults = new Set<string>();
    const client = ownClient();
    makeNetworkFaulty(client, {
      rate: 0.05,
      random,
      told({ kind, runId }) {
        faults.add(kind);
        if (kind === 'lost' && runId !== undefined) lostRequests.push({ life: 1, at: now(), runId });
      },
    });
    const stores = await dynamoDBStores(client);
    const log = createEffectLog({ write: (line) => lines.push(line), now });
    const system = createTestSystem({ workflows: createShop({ log, slowMs: 2 }), stores, clock, terms: TERMS });
    const functions = createFunctions(system.runner, TERMS);
    const clients = createClients({ request: functions.request, random, atOnce: 8, pauseMs: 10 });

    clients.allow(RUNS);
    for (let round = 0; round < MOST_ROUNDS && !clients.areDone(); round++) {
      await handOn(system);
      // Leases end with the time that passes: only what nobody drives may lose its runner.
      clock.advance(functions.starting() > 0 ? '1s' : '11m');
      await system.sweep().catch(() => {});
    }
    await clients.stop();
    await handOn(system);
    const good = { ...system.runner(), ...createDynamoDBStores(ownClient(), stores.table) };
    const final = new Map<string, FinalRun>();
    for (const { runId } of clients.started) {
      const run = await finalRun(createFunctions(() => good, TERMS).request, runId);
      if (run) final.set(runId, run);
    }
    const { found, repeats } = judge({
      ...{
        started: clients.started,
        answers: clients.answers,
        reviewed: clients.reviewed,
        refused: clients.refused,
        final,
        lostRequests,
      },
      attempts: attemptsIn(lines),
      deaths: [],
      notices: system.notices.map((told): SentNotice => ({ approvalKey: '', ...told, runId: told.runId ?? '' })),
      inbox: 0,
      givenUp: [],
    });

    expect(Object.values(found).flat()).toEqual([]);
    expect(clients.started).toHaveLength(RUNS);
    expect(repeats.every(({ cause }) => cause === 'store-failed')).toBe(true);
    expect([...faults]).toEqual(expect.arrayContaining(['reset', 'answer-lost', 'throttled', 'conflict', 'lost']));
  }, 120_000);
});
