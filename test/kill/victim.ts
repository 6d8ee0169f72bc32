/** The local system that is killed and started again, on one data folder and one port. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../infra/local/engine.ts';
import type { Fault } from '../support/faulty-network.ts';
import { type LaunchedProcess, launchLocal } from '../support/local-process.ts';
import type { EffectLine } from './effect-log.ts';
import type { Death } from './story.ts';

export interface Victim {
  /** What came to its end, and when. */
  readonly deaths: Death[];
  /** Starts it once more; over a faulty network where there is a seed for the faults. */
  live(faultSeed?: number): LaunchedProcess;
  /** `kill -9` of the process. */
  kill(): Promise<void>;
  /** `kill -9` of the DynamoDB engine under it. True where there was one to be found. */
  killEngine(): boolean;
  request: LaunchedProcess['request'];
  effects(): EffectLine[];
  /** How long the effect log is, in bytes. */
  effectBytes(): number;
  faults(): (Fault & { life: number; at: number })[];
  /** What the system itself gave up. */
  deadLetters(): unknown[];
  stop(): Promise<void>;
}

/** A victim whose state and logs lie in the folder `data`. */
export async function createVictim(data: string, faultRate: number): Promise<Victim> {
  const port = await freePort();
  const file = (name: string) => join(data, name);
  const deaths: Death[] = [];
  let life = 0;
  let process: LaunchedProcess | undefined;
  const died = () => deaths.push({ life, at: Date.now() });
  return {
    deaths,
    live(faultSeed) {
      life++;
      process = launchLocal({
        ...{ data, port },
        args: ['--workflows', 'test/kill/local-workflows.ts'],
        env: {
          LIFE: String(life),
          EFFECT_LOG: file('effects.jsonl'),
          FAULT_LOG: file('faults.jsonl'),
          FAULT_RATE: String(faultRate),
          ...(faultSeed !== undefined && { FAULT_SEED: String(faultSeed) }),
        },
        ...(faultSeed !== undefined && { before: 'test/kill/faulty-process.ts' }),
      });
      return process;
    },
    async kill() {
      if (process?.hasEnded()) throw new Error(`The process ended before it was killed: ${process.printed()}`);
      died();
      await process?.kill();
    },
    killEngine() {
      const engine = process && engineUnder(process.pid);
      if (engine === undefined) return false;
      died();
      globalThis.process.kill(engine, 'SIGKILL');
      return true;
    },
    request: async (...args) => {
      if (!process) throw new Error('Nothing was started yet.');
      return process.request(...args);
    },
    effects: () => linesOf(file('effects.jsonl')) as EffectLine[], // its own lines
    effectBytes: () => (existsSync(file('effects.jsonl')) ? statSync(file('effects.jsonl')).size : 0),
    faults: () => linesOf(file('faults.jsonl')) as ReturnType<Victim['faults']>,
    deadLetters: () => linesOf(file('dead-letters.jsonl')),
    stop: async () => process?.stop(),
  };
}

/** The engine is the child of a shell, which is the child of the process. */
function engineUnder(pid: number): number | undefined {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]));
  const isUnder = (child: number, above: number) => parents.get(child) === above;
  const shell = [...parents.keys()].find((child) => isUnder(child, pid));
  return shell === undefined ? undefined : [...parents.keys()].find((child) => isUnder(child, shell));
}

/** The lines of a file of JSON; a last one that a kill cut is left out. */
function linesOf(file: string): unknown[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, place) => {
    try {
      return line === '' ? [] : [JSON.parse(line)];
    } catch (error) {
      if (place >= lines.length - 2) return [];
      throw error;
    }
  });
}
