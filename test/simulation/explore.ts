/** Explores every state that a play can come to, nearest first, so that the first violation has the shortest trace. */
import { NOW } from '../support/clock.ts';
import { apply } from './apply.ts';
import { type Choice, choicesOf, isQuiet } from './choices.ts';
import type { Fault } from './fault.ts';
import { fingerprint } from './fingerprint.ts';
import { countPaths, strandedIn } from './graph.ts';
import { brokenAtQuiet, brokenAtRest, brokenByState } from './invariants.ts';
import type { Play } from './scenario.ts';
import type { State } from './state.ts';

export interface Violation {
  readonly problems: readonly string[];
  /** The choices that lead there, by their place among those that there are. */
  readonly choices: readonly number[];
}

export interface Explored {
  readonly play: string;
  readonly states: number;
  readonly transitions: number;
  readonly crashes: number;
  /** States that nothing but people and trouble can leave. */
  readonly rests: number;
  /** Ways from the start to a rest, all of which the states stand for. */
  readonly schedules: number;
  readonly ms: number;
  /** False where the time was over before everything was explored. */
  readonly isComplete: boolean;
  readonly violation?: Violation;
}

export interface Limits {
  readonly until?: number;
  readonly mostTransitions?: number;
  readonly onProgress?: (states: number, depth: number) => void;
}

export const ENDLESS = 'I8: it never comes to rest, whatever happens by itself';

export const beginningOf = ({ budget, scenario }: Play): State => ({
  ...{ now: Date.parse(NOW), run: undefined, pages: [], approvals: new Map(), stream: [], queue: [], actors: [] },
  ...{
    early: new Map(),
    delegations: scenario.delegations ?? [],
    promised: new Set<string>(),
    gone: new Set<string>(),
  },
  ...{ left: budget, people: scenario.people.map((_, index) => index), accepted: new Map(), parked: new Set<string>() },
  ...{ hasLost: false, hasStalled: false, serial: 1 },
});

/** What is broken in a state, apart from how it came about. */
export function brokenIn(state: State, choices: readonly Choice[], play: Play): string[] {
  const isAtRest = !choices.some(({ fair }) => fair);
  return [
    ...brokenByState(state, play.scenario),
    ...(isQuiet(state) ? brokenAtQuiet(state) : []),
    ...(isAtRest ? brokenAtRest(state) : []),
  ];
}

const isCrash = (choice: Choice): boolean => choice.do === 'go' && choice.how.startsWith('dies');

/** What was seen so far: every state by its number, how it was first come to, and where it leads. */
function createAtlas() {
  const numbers = new Map<string, number>();
  const parents: number[] = [];
  const taken: number[] = [];
  const edges = { from: [] as number[], to: [] as number[], fair: [] as boolean[] };
  return {
    edges,
    states: () => numbers.size,
    /** The number of a state, and whether it is new. */
    note(state: State, parent = -1, choice = -1): { number: number; isNew: boolean } {
      const print = fingerprint(state);
      const known = numbers.get(print);
      if (known !== undefined) return { number: known, isNew: false };
      parents.push(parent);
      taken.push(choice);
      numbers.set(print, parents.length - 1);
      return { number: parents.length - 1, isNew: true };
    },
    lead(from: number, to: number, isFair: boolean): void {
      edges.from.push(from);
      edges.to.push(to);
      edges.fair.push(isFair);
    },
    choicesTo(state: number): number[] {
      const all: number[] = [];
      for (let at = state; at > 0; at = parents[at] ?? 0) all.unshift(taken[at] ?? 0);
      return all;
    },
  };
}

interface Node {
  readonly state: State;
  readonly number: number;
}

export async function explore(
  play: Play,
  limits: Limits = {},
  fault?: Fault,
  beginning = beginningOf(play),
): Promise<Explored> {
  const begunAt = performance.now();
  const { until = Number.POSITIVE_INFINITY, mostTransitions = Number.POSITIVE_INFINITY, onProgress } = limits;
  const atlas = createAtlas();
  const { edges } = atlas;
  const rests: number[] = [];
  let crashes = 0;
  let violation: Violation | undefined;
  let isComplete = true;

  /** Looks at a state; hands back the new ones that it leads to. */
  const expand = async ({ state, number }: Node): Promise<Node[]> => {
    const choices = choicesOf(state, play);
    const problems = brokenIn(state, choices, play);
    if (problems.length > 0) violation = { problems, choices: atlas.choicesTo(number) };
    if (!choices.some(({ fair }) => fair)) rests.push(number);
    const next: Node[] = [];
    for (const [index, choice] of choices.entries()) {
      isComplete = edges.from.length < mostTransitions && Date.now() < until;
      if (violation || !isComplete) break;
      const step = await apply(state, choice, play, fault);
      const to = atlas.note(step.state, number, index);
      atlas.lead(number, to.number, choice.fair === true);
      if (isCrash(choice)) crashes++;
      if (step.problems.length > 0)
        violation = { problems: step.problems, choices: [...atlas.choicesTo(number), index] };
      if (to.isNew) next.push({ state: step.state, number: to.number });
    }
    return next;
  };

  let front: Node[] = [{ state: beginning, number: atlas.note(beginning).number }];
  for (let depth = 0; front.length > 0 && !violation && isComplete; depth++) {
    const next: Node[] = [];
    for (const node of front) {
      if (violation || !isComplete) break;
      next.push(...(await expand(node)));
      onProgress?.(atlas.states(), depth);
    }
    front = next;
  }
  const stranded = !violation && isComplete ? strandedIn(atlas.states(), edges, rests) : undefined;
  if (stranded !== undefined) violation = { problems: [ENDLESS], choices: atlas.choicesTo(stranded) };
  return {
    ...{
      play: play.name,
      states: atlas.states(),
      transitions: edges.from.length,
      crashes,
      rests: rests.length,
      isComplete,
    },
    schedules: violation || !isComplete ? 0 : countPaths(atlas.states(), edges, rests),
    ms: performance.now() - begunAt,
    ...(violation && { violation }),
  };
}
