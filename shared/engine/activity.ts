/** Knows when a workflow body can go no further by itself: nothing is under way, and what it awaits is held. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Activity {
  /** Does something that the body awaits; the body is not quiet before it has ended, or is held itself. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** A promise that never settles: the body stops here, and no `catch` or `finally` of it runs. */
  hold(): Promise<never>;
  /** Resolves once something is held and nothing else moves. */
  readonly quiet: Promise<void>;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
}

/** Something under way. What waits inside of it waits itself. */
interface Work {
  /** The execution that it belongs to: a step may start another run in the same process. */
  readonly of: object;
  readonly outer: Work | undefined;
  isHeld: boolean;
}

const current = new AsyncLocalStorage<Work>();

export function createActivity(): Activity {
  const me = {};
  let underWay = 0;
  let held = 0;
  let becomeQuiet = () => {};
  const quiet = new Promise<void>((resolve) => {
    becomeQuiet = resolve;
  });
  const whenIdle: (() => void)[] = [];
  const look = () => {
    if (underWay > 0) return;
    for (const resolve of whenIdle.splice(0)) resolve();
    // Every branch that can move on does so in microtasks, which are over when the next turn begins.
    if (held > 0) setImmediate(() => underWay === 0 && becomeQuiet());
  };
  const leave = (work: Work) => {
    if (work.isHeld) return;
    work.isHeld = true;
    underWay--;
  };
  return {
    async during(work) {
      const mine: Work = { of: me, outer: current.getStore(), isHeld: false };
      underWay++;
      try {
        return await current.run(mine, work);
      } finally {
        leave(mine);
        look();
      }
    },
    hold() {
      for (let work = current.getStore(); work; work = work.outer) if (work.of === me) leave(work);
      held++;
      look();
      return new Promise<never>(() => {});
    },
    quiet,
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}
