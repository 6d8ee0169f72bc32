/** Processes that die: the stores as one process sees them until it is killed between two of its calls. */
import type { Stores } from './stores.ts';

/** What a call of a process that was killed comes to. */
export class Killed extends Error {
  constructor() {
    super('The process was killed.');
    this.name = 'Killed';
  }
}

export interface Processes {
  /** The stores as a new process sees them. */
  start(): Stores;
  /** How many calls all processes have made. */
  calls(): number;
  /** True once the process that made the call in question is dead. */
  killed(): boolean;
}

/** Processes over `stores`, of which the one that comes to make call `fatal` (from 1) dies before it; no other one does. */
export function createProcesses(stores: Stores, fatal = Number.POSITIVE_INFINITY): Processes {
  let calls = 0;
  let killed = false;
  const start = (): Stores => {
    let dead = false;
    const mortal = <Store extends object>(store: Store): Store =>
      new Proxy(store, {
        get(target, name, receiver) {
          const method: unknown = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            if (!dead && ++calls === fatal) {
              dead = true;
              killed = true;
            }
            if (dead) throw new Killed();
            return Reflect.apply(method, target, args);
          };
        },
      });
    const { runs, approvals, values, delegations } = stores;
    return {
      ...{ runs: mortal(runs), approvals: mortal(approvals) },
      ...(values && { values: mortal(values) }),
      ...(delegations && { delegations: mortal(delegations) }),
    };
  };
  return { start, calls: () => calls, killed: () => killed };
}
