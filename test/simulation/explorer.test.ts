/** The small exhaustive part of the explorer, and that it finds what is broken on purpose. */
import { describe, expect, it } from 'vitest';
import { silenceErrors } from '../support/silence.ts';
import { explore } from './explore.ts';
import { FAULTS } from './planted-faults.ts';
import { PEOPLE_SOON, PLAYS, SMALL } from './plays.ts';
import { playNamed } from './replay-text.ts';
import { underControl } from './turns.ts';
import { walkOf } from './walk.ts';
import { replay } from './words.ts';

/** Without trouble and with one death; `npm run simulate` takes them further. */
const QUICK = [...SMALL.filter(({ budget }) => budget.crash < 2), ...PEOPLE_SOON].map(
  (play) => [play.name, play] as const,
);

describe('the explorer', () => {
  it.each(QUICK)(
    'I1 to I8: %s keeps its invariants in every order of its steps',
    { timeout: 60_000 },
    async (_, play) => {
      silenceErrors();

      const explored = await underControl(() => explore(play));

      expect(explored.violation).toBeUndefined();
      expect(explored).toMatchObject({ isComplete: true });
      expect(explored.rests).toBeGreaterThan(1);
      expect(explored.crashes > 0).toBe(play.budget.crash > 0);
    },
  );

  it('I1 to I8: generated workflows keep their invariants in orders drawn from a seed', {
    timeout: 60_000,
  }, async () => {
    silenceErrors();
    const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

    const walked = await underControl(async () => {
      const all = [];
      for (const seed of seeds) all.push(await walkOf(seed));
      return all;
    });

    expect(walked.flatMap(({ violation }) => violation ?? [])).toEqual([]);
  });

  it.each(FAULTS.map((fault) => [fault.name, fault] as const))(
    'finds that %s',
    { timeout: 60_000 },
    async (_, fault) => {
      silenceErrors();
      const play = playNamed(fault.play);

      const { violation } = await underControl(() => explore(play, { mostTransitions: fault.within }, fault));
      const again = await underControl(() => replay(play, violation?.choices ?? [], fault));

      expect(violation?.problems).toEqual(again.problems);
      expect(violation?.problems[0]).toMatch(new RegExp(`^${fault.breaks}: `));
    },
  );

  it('explores each play under a name of its own', () => {
    expect(new Set(PLAYS.map(({ name }) => name)).size).toBe(PLAYS.length);
  });
});
