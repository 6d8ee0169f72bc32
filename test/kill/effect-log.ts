/** The effect log: one line when an effect begins and one when it ends, so that a kill between the two shows. */

import { isDeepStrictEqual } from 'node:util';
import type { StepCall } from 'countersign';

/** The decision that an effect follows from, as the workflow was given it. */
export interface Followed {
  key: string;
  value?: unknown;
  by?: string;
  /** True where the effect is what the workflow does after a no. */
  refused?: true;
}

export interface EffectLine {
  what: 'begin' | 'end';
  /** In ms. */
  at: number;
  runId: string;
  step: string;
  /** Which start of the process it was, from 1. */
  life: number;
  pid: number;
  follows?: Followed[];
}

export interface EffectLog {
  /** Has an effect: `work`, with a line before it and one after. */
  around(call: Pick<StepCall, 'idempotencyKey'>, work: () => Promise<unknown>, follows?: Followed[]): Promise<void>;
}

export interface EffectLogOptions {
  write(line: EffectLine): void;
  life?: number;
  now?: () => number;
}

export function createEffectLog({ write, life = 1, now = Date.now }: EffectLogOptions): EffectLog {
  return {
    async around({ idempotencyKey }, work, follows) {
      const [runId = '', ...key] = idempotencyKey.split('/');
      const line = { runId, step: key.join('/'), life, pid: process.pid, ...(follows && { follows }) };
      write({ what: 'begin', at: now(), ...line });
      await work();
      write({ what: 'end', at: now(), ...line });
    },
  };
}

/** One time that an effect began; without `endedAt` nothing says that it was finished. */
export interface Attempt {
  runId: string;
  step: string;
  life: number;
  begunAt: number;
  endedAt?: number;
  /** The places in the log of its two lines. */
  begun: number;
  ended?: number;
  follows: Followed[];
}

/** What the log tells, in the order of its beginnings. */
export function attemptsIn(lines: readonly EffectLine[]): Attempt[] {
  const attempts: Attempt[] = [];
  lines.forEach(({ what, at, runId, step, life, follows = [] }, place) => {
    if (what === 'begin') {
      attempts.push({ runId, step, life, begunAt: at, begun: place, follows });
      return;
    }
    const open = attempts.findLast(
      (one) => one.endedAt === undefined && one.runId === runId && one.step === step && one.life === life,
    );
    if (open && isDeepStrictEqual(open.follows, follows)) Object.assign(open, { endedAt: at, ended: place });
  });
  return attempts;
}
