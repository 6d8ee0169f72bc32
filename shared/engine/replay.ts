/**
 * Watches a body come by what its run remembers. Until it has, no step that is new begins: a body that takes another way than
 * the run took before is found out before it has an effect.
 */
import type { Entry } from '../domain/snapshot.ts';
import type { Wait } from '../domain/wait.ts';

/** Where a body left the way that its run took. */
export interface Divergence {
  /** What the run did or waited for, and the body did not come to: the first of it. */
  readonly missing: string;
  /** The new step that the body came to in its place, if any. */
  readonly instead?: string;
}

export interface Replay {
  /** The body came to a step, a sleep or a gate of this key. */
  reachedStep(key: string): void;
  /** The body came to ask under this key. */
  reachedAsk(key: string): void;
  /** A gate without a success was called under this name; the names of all its calls begin with the prefix. */
  called(name: string, prefix: string): void;
  /** From here on the body may rightly take another way: what failed has succeeded, or people are asked something else. */
  leaveTheWay(): void;
  /** True where the run once came to this step, though it has no success: to run it again is nothing new. */
  isLoose(key: string): boolean;
  /** How much was not come by yet. */
  left(): number;
  /** Has a new step wait until everything was come by. */
  whenOver(step: string, goOn: () => void): void;
  /** What speaks against going on, for a body that has come to its end or can go no further. */
  divergence(how: 'ended' | 'rests'): Divergence | undefined;
}

/** What a replay goes by. */
export interface Remembered {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly waits: readonly Wait[];
  /** What the way does not go by (domain/run.ts). */
  readonly loose?: readonly string[] | undefined;
}

/** `loosen` takes note of what the way goes by no more. */
export function createReplay({ entries, waits, loose = [] }: Remembered, loosen: (keys: string[]) => void): Replay {
  const isLoose = (key: string) => loose.includes(key);
  const uncalled = new Set([...entries.values()].flatMap(stepToReach).filter((key) => !isLoose(key)));
  const steps = new Set([...uncalled].map(placeOf));
  const waited = new Map(waits.flatMap(waitToReach).filter(([key]) => !isLoose(key)));
  const held: { step: string; goOn: () => void }[] = [];
  const left = () => steps.size + waited.size;
  const look = () => {
    if (left() > 0) return;
    for (const { goOn } of held.splice(0)) goOn();
  };
  const reached = (key: string, step: string) => {
    if (left() === 0) return;
    uncalled.delete(step);
    steps.delete(placeOf(step));
    waited.delete(key);
    look();
  };
  const replay: Replay = {
    left,
    reachedStep: (key) => reached(key, key), // a sleep is a step, too
    reachedAsk: (key) => reached(key, ''),
    called(name, prefix) {
      if (left() === 0 || isLoose(name)) return;
      // With other arguments than before, whether that call had succeeded or failed.
      if ([...uncalled, ...loose].some((step) => step.startsWith(prefix))) replay.leaveTheWay();
    },
    leaveTheWay() {
      if (left() > 0) loosen([...uncalled, ...waited.keys()]);
      uncalled.clear();
      steps.clear();
      waited.clear();
      look();
    },
    isLoose,
    whenOver: (step, goOn) => held.push({ step, goOn }),
    divergence(how) {
      const [missing = [...waited.values()][0]] = [...steps].map((step) => `step "${step}"`);
      const [instead] = held;
      // One that merely asks something else begins nothing: what it asked before is superseded.
      const mayPass = how === 'rests' && steps.size === 0 && !instead;
      return missing === undefined || mayPass ? undefined : { missing, ...(instead && { instead: instead.step }) };
    },
  };
  return replay;
}

/** Where a step is called: the calls of a gate are told apart by their arguments, which need not be the same again. */
const placeOf = (step: string): string => step.replace(/#(?:[\w-]{8}|unkept)(?:#\d+)?$/, '#');

/** What is part of another step is not come by where that is remembered. */
const stepToReach = (entry: Entry): string[] =>
  entry.kind === 'step' && entry.within === undefined && !entry.given ? [entry.key] : [];

function waitToReach(wait: Wait): [string, string][] {
  if (wait.inner) return [];
  if (wait.kind === 'approval') return [[wait.ask.key, `approval "${wait.ask.key}"`]];
  return [[wait.key, `${wait.attempt === undefined ? 'sleep' : 'step'} "${wait.key}"`]];
}
