/** Plays many generated sequences, from a seed that is told, so that a failure can be played again. */
import fc from 'fast-check';
import { it } from 'vitest';
import type { Node } from '../support/generated.ts';
import { silenceErrors } from '../support/silence.ts';
import type { Command } from './commands.ts';
import { playSequence } from './play.ts';

const { COUNTERSIGN_SEED, COUNTERSIGN_RUNS } = process.env;

/** One seed for the whole test run; `COUNTERSIGN_SEED` plays an earlier one again. */
const seed = COUNTERSIGN_SEED ? Number(COUNTERSIGN_SEED) : Date.now() % 2 ** 31;

/** `COUNTERSIGN_RUNS` plays more of each kind, or fewer. */
const manyOf = (usual: number): number => (COUNTERSIGN_RUNS ? Number(COUNTERSIGN_RUNS) : usual);

/** One sequence in five is played until every run has ended, which takes as long as several others. */
const toTheEnd = fc.constantFrom(false, false, false, false, true);

/** A test that plays `usual` sequences; a failing one is shrunk, and shown as data. */
export function itKeeps(rows: string, usual: number, bodies: fc.Arbitrary<Node>, commands: fc.Arbitrary<Command[]>) {
  const numRuns = manyOf(usual);
  const title = `${rows}, over ${numRuns} sequences`;
  it(`${title} (COUNTERSIGN_SEED=${seed})`, { timeout: 600_000 }, async () => {
    silenceErrors();
    process.stdout.write(`${title}: COUNTERSIGN_SEED=${seed}\n`);

    await fc.assert(fc.asyncProperty(bodies, commands, toTheEnd, playSequence), { numRuns, seed });
  });
}
