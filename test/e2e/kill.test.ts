/** The local system under `kill -9`: what `npm run kill` does, as a test. It takes a minute, so it runs where it is asked for. */
import { describe, expect, it } from 'vitest';
import { play } from '../kill/play.ts';
import { reportOf } from '../kill/report.ts';

const kills = Number(process.env.COUNTERSIGN_KILLS ?? 0);
const seed = Number(process.env.COUNTERSIGN_SEED ?? Math.floor(Math.random() * 1_000_000));

/** A kill takes some seconds, and what is left at the end some more; a busy machine takes several times as long. */
const PATIENCE = 300_000 + kills * 30_000;

describe.runIf(kills > 0)(
  `the local system, killed ${kills} times (COUNTERSIGN_KILLS, COUNTERSIGN_SEED=${seed})`,
  () => {
    it(
      'I1, I2, I3, I4, I8: loses nothing, gets nothing stuck, and repeats only the effects that a kill hit',
      async () => {
        const played = await play({ kills, seed, tell: (line) => process.stdout.write(`${line}\n`) });
        process.stdout.write(`${reportOf(played)}\n`);

        expect(Object.values(played.verdict.found).flat()).toEqual([]);
        expect(played.story.started.length).toBeGreaterThan(kills); // it was under load
        expect(played.story.deaths.length).toBeGreaterThanOrEqual(kills);
      },
      PATIENCE,
    );
  },
);
