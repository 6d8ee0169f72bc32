/** Walks through a play at random, from a seed, until it is at rest. */
import { apply } from './apply.ts';
import { type Choice, choicesOf } from './choices.ts';
import { beginningOf, brokenIn, ENDLESS, type Violation } from './explore.ts';
import type { Fault } from './fault.ts';
import { generatedPlay, pick, randomOf } from './generated-play.ts';
import type { Play } from './scenario.ts';

export interface Walked {
  readonly steps: number;
  readonly crashes: number;
  readonly violation?: Violation;
}

/** From here on only what happens by itself happens; and from there on it ought to have come to rest. */
const LONG = 300;
const TOO_LONG = 3_000;

/** How likely trouble is, where there is a choice. */
const TROUBLE = 0.12;

export async function walk(play: Play, seed: number, fault?: Fault): Promise<Walked> {
  const random = randomOf(seed);
  const taken: number[] = [];
  let state = beginningOf(play);
  let crashes = 0;
  for (;;) {
    const choices = choicesOf(state, play);
    const problems = brokenIn(state, choices, play);
    const broken = (found: readonly string[]) => ({
      steps: taken.length,
      crashes,
      violation: { problems: found, choices: taken },
    });
    if (problems.length > 0) return broken(problems);
    if (taken.length > TOO_LONG) return broken([ENDLESS]);
    const choice = next(choices, random, taken.length > LONG);
    if (!choice) return { steps: taken.length, crashes };
    taken.push(choices.indexOf(choice));
    if (choice.do === 'go' && choice.how.startsWith('dies')) crashes++;
    const step = await apply(state, choice, play, fault);
    if (step.problems.length > 0) return broken(step.problems);
    state = step.state;
  }
}

function next(choices: readonly Choice[], random: () => number, comesToRest: boolean): Choice | undefined {
  const fair = choices.filter((choice) => choice.fair);
  if (comesToRest) return pick(random, fair);
  const troubles = choices.filter(({ costs }) => costs !== undefined);
  const ordinary = choices.filter(({ costs }) => costs === undefined);
  if (troubles.length > 0 && (ordinary.length === 0 || random() < TROUBLE)) return pick(random, troubles);
  return pick(random, ordinary);
}

/** The run of this seed: its body, its people, and its way. */
export const walkOf = (seed: number, fault?: Fault): Promise<Walked> => walk(generatedPlay(seed), seed, fault);

/** The shortest of many ways through the same play that break the same. */
export async function shorten(play: Play, { problems, choices }: Violation, tries: number): Promise<Violation> {
  const [problem = ''] = problems;
  let best: Violation = { problems, choices };
  for (let seed = 1; seed <= tries; seed++) {
    const { violation } = await walk(play, seed);
    const isSame = violation?.problems.some((one) => one.slice(0, 2) === problem.slice(0, 2));
    if (violation && isSame && violation.choices.length < best.choices.length) best = violation;
  }
  return best;
}
