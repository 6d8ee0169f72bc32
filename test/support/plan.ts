/** Plays a workflow body over a snapshot, without a store: what the engine alone makes of it. */
import type { Entry, StepEntry } from '../../shared/domain/snapshot.ts';
import { entryName } from '../../shared/domain/snapshot.ts';
import type { Wait } from '../../shared/domain/wait.ts';
import { execute, type Outcome, type Tools } from '../../shared/engine/execute.ts';
import type { Journal, Plan } from '../../shared/engine/execution.ts';
import { createTestClock, type TestClock } from './clock.ts';

/** A journal that remembers what it was told, in order. */
export interface RecordingJournal extends Journal {
  /** `ask` for each question whether an effect may begin, and the key of each success. */
  readonly told: string[];
  readonly saved: StepEntry[];
}

export function createJournal(answer: Journal['beforeEffect'] = async () => 'go'): RecordingJournal {
  const told: string[] = [];
  const saved: StepEntry[] = [];
  return {
    told,
    saved,
    beforeEffect() {
      told.push('ask');
      return answer();
    },
    succeeded(entry) {
      told.push(entry.key);
      saved.push(entry);
    },
    superseded(entry) {
      told.push(`superseded ${entry.key}`);
    },
    inFull: async (text) => text,
    dropped(key) {
      told.push(`dropped ${key}`);
    },
    loosen(keys) {
      told.push(`loose ${keys.join(' ')}`);
    },
  };
}

export interface Played {
  outcome: Outcome;
  journal: RecordingJournal;
  clock: TestClock;
}

export interface Given extends Partial<Omit<Plan, 'entries' | 'journal' | 'clock'>> {
  entries?: readonly Entry[];
  journal?: RecordingJournal;
  clock?: TestClock;
}

export async function play(body: (tools: Tools) => Promise<unknown>, given: Given = {}): Promise<Played> {
  const { entries = [], journal = createJournal(), clock = createTestClock(), ...rest } = given;
  const plan: Plan = {
    ...{ runId: 'run-1', workflow: 'refund', version: '1', waits: [], epoch: 1, random: () => 0.5 },
    ...rest,
    ...{ clock, journal, entries: new Map(entries.map((entry) => [entryName(entry), entry])) },
  };
  return { outcome: await execute(plan, body), journal, clock };
}

/** What the body waits for; fails where it did not pause. */
export function waitsOf({ outcome }: Played): Wait[] {
  if (outcome.kind !== 'paused') throw new Error(`The body did not pause: ${JSON.stringify(outcome)}`);
  return outcome.waits;
}

/** What the body threw; fails where it did not fail. */
export function thrownBy({ outcome }: Played): unknown {
  if (outcome.kind !== 'failed') throw new Error(`The body did not fail: ${JSON.stringify(outcome)}`);
  return outcome.thrown;
}
