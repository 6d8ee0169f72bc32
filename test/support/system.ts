/** The whole system in one process, over given stores: the real use cases, and the changes handed on when a test says so. */
import { createClaimsDirectory } from '../../shared/adapters/directory/claims-directory.ts';
import { createLinkSigner } from '../../shared/adapters/keys/link-signer.ts';
import { type Counted, createMemoryMeter } from '../../shared/adapters/memory/meter.ts';
import { createMemorySigner } from '../../shared/adapters/memory/signer.ts';
import { createConsoleLog } from '../../shared/adapters/system/console-log.ts';
import type { Actor } from '../../shared/domain/actor.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { DecisionInput } from '../../shared/domain/decision.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { RunView } from '../../shared/domain/run-view.ts';
import type { StartInput } from '../../shared/domain/start.ts';
import { createRegistry, type Workflow } from '../../shared/engine/workflow.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LinkSigner } from '../../shared/ports/link-signer.ts';
import type { Log } from '../../shared/ports/log.ts';
import type { NotificationChannel } from '../../shared/ports/notification-channel.ts';
import type { OutcomeListener } from '../../shared/ports/outcome-listener.ts';
import type { Signer } from '../../shared/ports/signer.ts';
import type { WakeUp } from '../../shared/ports/wake-queue.ts';
import type { LeaseTerms } from '../../shared/use-cases/lease.ts';
import { notify } from '../../shared/use-cases/notify.ts';
import { readRun } from '../../shared/use-cases/read-run.ts';
import { recordDecision } from '../../shared/use-cases/record-decision.ts';
import { type Resumed, resumeRun } from '../../shared/use-cases/resume-run.ts';
import type { Runner } from '../../shared/use-cases/runner.ts';
import { type Started, startRun } from '../../shared/use-cases/start-run.ts';
import { type Swept, sweep } from '../../shared/use-cases/sweep.ts';
import type { Kept, Live, Teller } from '../../shared/use-cases/system.ts';
import { createTableLife } from '../../shared/use-cases/table-life.ts';
import { wake } from '../../shared/use-cases/wake.ts';
import { person } from './builders.ts';
import { createRecordingChannel, type Told } from './channel.ts';
import { createTestClock, type TestClock } from './clock.ts';
import type { Stores, TestStores } from './stores.ts';

export interface TestSystemOptions {
  workflows: readonly Workflow[];
  stores: TestStores;
  clock?: TestClock;
  /** How long a runner holds a run (default: ten minutes). */
  terms?: LeaseTerms;
  /** Beside the one that records. */
  channels?: readonly NotificationChannel[];
  /** The systems that are told what became of runs (default: none). */
  listeners?: readonly OutcomeListener[];
  /** Who is in which group (default: what tokens prove). */
  directory?: Directory;
  /** What signs records (default: one for all tests). */
  signer?: Signer;
  /** What makes decision links (default: one for all tests). */
  links?: LinkSigner;
  /** What tells pages that are open (default: nothing). */
  live?: Live;
  /** Where it is said what happens (default: the console, where something fails). */
  log?: Log;
  /** The generation of the table that its functions were told, each time for a new process (default: none). */
  generation?: string;
  /** Where the inbox is, or that there is none. Default: where links lead. */
  inboxUrl?: string | false;
  /** The stores as a new process sees them: where a test puts faults. */
  newProcess?: () => Stores;
}

/** What was handed on several times, and failed each time. */
export interface GivenUp {
  reader: 'notify' | 'wake' | 'resume';
  error: unknown;
}

export interface TestSystem {
  readonly clock: TestClock;
  /** What people were told, in order. */
  readonly notices: Told[];
  /** Every change that the system was handed, in order. */
  readonly log: Change[];
  readonly queue: WakeUp[];
  readonly givenUp: GivenUp[];
  /** What was counted, in order. */
  readonly counted: Counted[];
  /** What a use case that a test calls itself is given: each call of `kept`, `runner` and `teller` is a new process. */
  kept(): Kept;
  runner(workflows?: readonly Workflow[]): Runner;
  teller(): Teller;
  start(workflow: string, input?: unknown, more?: Omit<StartInput, 'workflow' | 'input'>): Promise<Started>;
  decide(runId: string, key: string, input: DecisionInput, actor?: Actor): Promise<Receipt>;
  resume(wakeUp: WakeUp, workflows?: readonly Workflow[]): Promise<Resumed>;
  /** Hands one change to the readers of the stream, as if for the first time. */
  deliver(change: Change): Promise<void>;
  /** Hands on every change and wake-up, and those that follow from them, until nothing is left. */
  drain(): Promise<void>;
  /** Loses the changes that no reader has been handed yet. */
  loseChanges(): Promise<Change[]>;
  sweep(): Promise<Swept>;
  /** Moves time on, sweeps and drains. */
  pass(duration: string): Promise<void>;
  run(runId: string): Promise<Run>;
  view(runId: string): Promise<RunView>;
}

/** Signs what no test asks who signed it. */
const SIGNER = createMemorySigner();

/** Makes the decision links of all tests. */
const LINKS = createLinkSigner(async () => ['a secret of the tests that nobody can guess'], createTestClock());

export const PUBLIC_URL = 'https://approvals.example.com';
const TERMS: LeaseTerms = { leaseMs: 600_000 };
const SWEEP = { limit: 100, atOnce: 4, stopAfterMs: 60_000 };

/** How often something is handed on before it is given up, and how often the system is looked at before it must rest. */
const MOST_TRIES = 5;
const MOST_ROUNDS = 200;

interface Delivery {
  reader: GivenUp['reader'];
  tries: number;
  hand(): Promise<unknown>;
}

export function createTestSystem({
  workflows,
  stores,
  terms = TERMS,
  channels = [],
  listeners,
  newProcess,
  directory = createClaimsDirectory(),
  signer = SIGNER,
  links = LINKS,
  inboxUrl,
  live,
  log: said = createConsoleLog('error'),
  generation,
  ...given
}: TestSystemOptions): TestSystem {
  const { clock = createTestClock() } = given;
  const channel = createRecordingChannel();
  const queue: WakeUp[] = [];
  const log: Change[] = [];
  const givenUp: GivenUp[] = [];
  const counted: Counted[] = [];
  const meter = createMemoryMeter(counted);
  let deliveries: Delivery[] = [];

  const kept = (): Kept => ({
    ...{ values: stores.values, delegations: stores.delegations, deliveries: stores.deliveries },
    ...(newProcess?.() ?? stores),
    ...{ directory, signer, links, clock, log: said, meter, retentionDays: 30 },
    ...(generation !== undefined && {
      life: createTableLife({ generations: stores.generations, generation }),
    }),
  });
  const runner = (registered = workflows): Runner => ({ ...kept(), workflows: createRegistry(registered) });
  const teller = (): Teller => ({
    ...kept(),
    ...{ channels: [channel, ...channels], publicUrl: PUBLIC_URL, inboxUrl, live, topic: stores.readerMemory },
    ...(listeners && { listeners }),
  });
  const waker = {
    generation,
    queue: {
      async send(wakeUp: WakeUp) {
        queue.push(wakeUp);
      },
    },
  };
  const handed = (change: Change): Delivery[] => [
    { reader: 'notify', tries: 0, hand: () => notify(teller(), change) },
    { reader: 'wake', tries: 0, hand: () => wake(waker, change) },
  ];
  const take = async (): Promise<Change[]> => {
    const changes = await stores.changes();
    log.push(...changes);
    return changes;
  };
  const hand = async (delivery: Delivery): Promise<void> => {
    try {
      await delivery.hand();
    } catch (error) {
      delivery.tries++;
      if (delivery.tries < MOST_TRIES) deliveries.push(delivery);
      else givenUp.push({ reader: delivery.reader, error });
    }
  };
  const system: TestSystem = {
    ...{ clock, notices: channel.told, log, queue, givenUp, counted, kept, runner, teller },
    start: (workflow, input, more) => startRun(runner(), { workflow, input, ...more }, terms),
    decide: (runId, key, input, actor = person('ann@example.com', ['finance'])) =>
      recordDecision(kept(), { runId, key }, input, actor),
    resume: (wakeUp, registered) => resumeRun(runner(registered), wakeUp, terms),
    async deliver(change) {
      for (const delivery of handed(change)) await delivery.hand();
    },
    async drain() {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        deliveries.push(...(await take()).flatMap(handed));
        deliveries.push(
          ...queue
            .splice(0)
            .map((wakeUp): Delivery => ({ reader: 'resume', tries: 0, hand: () => system.resume(wakeUp) })),
        );
        if (deliveries.length === 0) return;
        const now = deliveries;
        deliveries = [];
        for (const delivery of now) await hand(delivery);
      }
      throw new Error('The system does not come to rest.');
    },
    loseChanges: take,
    sweep: () => sweep(kept(), SWEEP),
    async pass(duration) {
      clock.advance(duration);
      await system.sweep();
      await system.drain();
    },
    async run(runId) {
      const run = await stores.runs.load(runId);
      if (!run) throw new Error(`There is no run ${runId}.`);
      return run;
    },
    view: (runId) => readRun(stores, runId),
  };
  return system;
}
