/** Kills the local system under load, again and again, and judges what came of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, type Random } from '../support/random.ts';
import { type Clients, createClients } from './clients.ts';
import { attemptsIn } from './effect-log.ts';
import { finalRun } from './final-run.ts';
import type { FinalRun, SentNotice, Story } from './story.ts';
import { isClean, judge, type Verdict } from './verdict.ts';
import { createVictim, type Victim } from './victim.ts';

export interface PlayOptions {
  kills: number;
  seed: number;
  /** How many of the tries of a request fail where the network is faulty. */
  faultRate?: number;
  /** How many runs may be started between two kills. */
  runsPerKill?: number;
  /** Told how it goes, a line at a time. */
  tell?(line: string): void;
}

export interface Played {
  seed: number;
  kills: Record<Target, number>;
  story: Story;
  verdict: Verdict;
  /** How many faults the network had, by kind. */
  faults: Record<string, number>;
  /** From the last start until nothing was left to do, in ms. */
  quietAfterMs: number;
  tookMs: number;
}

/** What is killed: the process at work, the process while it starts, or the engine and then the process that has lost it. */
const TARGETS = ['process', 'start-up', 'process', 'engine', 'process'] as const;
type Target = (typeof TARGETS)[number];

/** How long the system may take to become quiet after the last kill, in ms. */
const PATIENCE = 150_000;

export async function play({
  kills,
  seed,
  faultRate = 0.05,
  runsPerKill = 6,
  tell = () => {},
}: PlayOptions): Promise<Played> {
  const data = mkdtempSync(join(tmpdir(), 'countersign-kill-'));
  const random = createRandom(seed);
  const victim = await createVictim(data, faultRate);
  const clients = createClients({ request: victim.request, random, atOnce: 6, pauseMs: 40 });
  const killed: Played['kills'] = { process: 0, 'start-up': 0, engine: 0 };
  const startedAt = performance.now();
  try {
    for (let n = 1; n <= kills; n++) {
      const target = TARGETS[n % TARGETS.length] ?? 'process';
      const isFaulty = n % 2 === 0;
      clients.allow(runsPerKill);
      const after = await killOnce(victim, random, target, isFaulty);
      killed[target]++;
      tell(
        `kill ${n} of ${kills}: ${target}, after ${after} ms${isFaulty ? ', over a faulty network' : ''} · ${clients.started.length} runs, ${clients.answers.length} answers to decisions`,
      );
    }
    clients.allow(0);
    const last = performance.now();
    await victim.live().ready;
    const calm = await until(() => clients.areDone(), PATIENCE);
    await clients.stop();
    tell(calm ? 'all runs have ended' : 'some runs do not end');
    const { story, verdict } = await judged(victim, clients);
    return {
      ...{ seed, story, verdict, kills: killed },
      faults: countsOf(victim.faults().map(({ kind }) => kind)),
      quietAfterMs: Math.round(performance.now() - last),
      tookMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await victim.stop();
    await clients.stop();
    if (process.env.COUNTERSIGN_KEEP === undefined) rmSync(data, { recursive: true, force: true });
    else tell(`kept: ${data}`);
  }
}

/** About as long as a line of the effect log, in bytes. */
const LINE = 150;

/** However little happens, it is killed after so many ms. */
const LONGEST_LIFE = 8_000;

/** Starts the system, lets it work for a while, and kills it; hands back how long it lived, in ms. */
async function killOnce(victim: Victim, random: Random, target: Target, isFaulty: boolean): Promise<number> {
  const life = victim.live(isFaulty ? random.between(1, 1_000_000) : undefined);
  const startedAt = performance.now();
  if (target === 'start-up') await wait(random.between(50, 3_000));
  else {
    await life.ready;
    // Measured by what was done, so that a slow machine is killed as busy as a fast one.
    const enough = victim.effectBytes() + random.between(1, 40) * LINE;
    await until(() => victim.effectBytes() >= enough, LONGEST_LIFE);
    await wait(random.between(0, 200));
  }
  if (target === 'engine') {
    victim.killEngine();
    await wait(random.between(100, 6_000));
  }
  await victim.kill();
  return Math.round(performance.now() - startedAt);
}

async function until(isSo: () => boolean, patienceMs: number): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (!isSo() && performance.now() < end) await wait(20);
  return isSo();
}

/** Notices and what an ended run still asks are seen to after its end: they are looked at again for a while. */
async function judged(victim: Victim, clients: Clients): Promise<{ story: Story; verdict: Verdict }> {
  for (let tries = 1; ; tries++) {
    const story = await storyOf(victim, clients);
    const verdict = judge(story);
    if (isClean(verdict) || tries === 5) return { story, verdict };
    await wait(2_000);
  }
}

async function storyOf(victim: Victim, { started, answers, reviewed, refused }: Clients): Promise<Story> {
  const final = new Map<string, FinalRun>();
  for (const { runId } of started) {
    const run = await finalRun(victim.request, runId);
    if (run) final.set(runId, run);
  }
  const outbox = (await victim.request('GET', '/outbox')).body as { items: { attributes: Record<string, string> }[] };
  const inbox = (await victim.request('GET', '/approvals?limit=200')).body.items ?? [];
  return {
    ...{ started, answers, reviewed, refused, final },
    attempts: attemptsIn(victim.effects()),
    deaths: victim.deaths,
    lostRequests: victim
      .faults()
      .flatMap(({ kind, life, at, runId }) => (kind === 'lost' && runId !== undefined ? [{ life, at, runId }] : [])),
    notices: outbox.items.map(({ attributes }) => attributes as unknown as SentNotice), // as the SNS channel writes them
    inbox: inbox.length,
    givenUp: victim.deadLetters().map((letter) => JSON.stringify(letter).slice(0, 300)),
  };
}

const countsOf = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((one) => one === name).length]));
