/** Knows when a workflow body can go no further by itself: nothing is under way, and what it awaits is held. */

/** Something under way that the body awaits. */
export interface Work {
  /** True once it waits itself, and so counts as under way no longer. */
  isHeld: boolean;
}

export interface Activity {
  /** Does something that the body awaits; the body is not quiet before it has ended, or is held itself. */
  during<T>(work: Work, doIt: () => Promise<T>): Promise<T>;
  /**
   * A promise that never settles: the body stops here, and no `catch` or `finally` of it runs. `around` is what waits
   * with it: the steps that it is inside of.
   */
  hold(around?: Iterable<Work>): Promise<never>;
  /** The same for a time: what is handed back ends it. */
  suspend(around: Iterable<Work>): () => void;
  /** Counts as under way again what was held: it is tried anew. */
  retake(work: Work): void;
  /** Resolves once something is held and nothing else moves. */
  quiet(): Promise<void>;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
}

export function createActivity(): Activity {
  let underWay = 0;
  let held = 0;
  let whenQuiet: (() => void)[] = [];
  const whenIdle: (() => void)[] = [];
  const look = () => {
    if (underWay > 0) return;
    for (const resolve of whenIdle.splice(0)) resolve();
    // Every branch that can move on does so in microtasks, which are over when the next turn begins.
    if (held > 0) setImmediate(becomeQuiet);
  };
  const becomeQuiet = () => {
    if (underWay > 0 || held === 0) return;
    const told = whenQuiet;
    whenQuiet = [];
    for (const resolve of told) resolve();
  };
  const leave = (work: Work) => {
    if (work.isHeld) return;
    work.isHeld = true;
    underWay--;
  };
  const retake = (work: Work) => {
    if (!work.isHeld) return;
    work.isHeld = false;
    underWay++;
  };
  return {
    async during(work, doIt) {
      underWay++;
      try {
        return await doIt();
      } finally {
        leave(work);
        look();
      }
    },
    hold(around = []) {
      for (const work of around) leave(work);
      held++;
      look();
      return new Promise<never>(() => {});
    },
    suspend(around) {
      const suspended = [...around].filter(({ isHeld }) => !isHeld);
      for (const work of suspended) leave(work);
      held++;
      look();
      return () => {
        held--;
        for (const work of suspended) retake(work);
      };
    },
    retake,
    quiet() {
      const quiet = new Promise<void>((resolve) => {
        whenQuiet.push(resolve);
      });
      look();
      return quiet;
    },
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}
