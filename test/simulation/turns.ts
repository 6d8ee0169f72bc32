/** Lets code run until it can go no further by itself, the same way each time: the turns of the event loop are the explorer's. */

const { setImmediate: nextTurn } = globalThis;
let asked: (() => void)[] = [];
let controls = 0;
let name = 'h';
let made = 0;

/** Over when every microtask is. */
const turn = (): Promise<void> => new Promise((resolve) => nextTurn(resolve));

/** Lets everything run that can. The engine looks for quiet with `setImmediate`: those turns come here, one after another. */
export async function settle(): Promise<void> {
  for (;;) {
    await turn();
    if (asked.length === 0) return;
    const now = asked;
    asked = [];
    for (const doIt of now) doIt();
  }
}

/** What is random from here on is named after this actor, and counted. */
export function nameRandom(actor: number): void {
  name = `h${String(actor).padStart(4, '0')}`;
  made = 0;
}

/** The actor that drew this name of a lease; undefined where none did. */
export const drawnBy = (holder: string): number | undefined =>
  /^h\d{7}$/.test(holder) ? Number(holder.slice(1, 5)) : undefined;

/** Takes the turns of the event loop and all randomness while `doIt` is at work, so that the same choices give the same run. */
export async function underControl<T>(doIt: () => Promise<T>): Promise<T> {
  const real = { setImmediate: globalThis.setImmediate, random: Math.random };
  if (controls++ === 0) {
    const set = (doIt: (...args: unknown[]) => void, ...args: unknown[]) => {
      asked.push(() => doIt(...args));
    };
    Object.assign(globalThis, { setImmediate: set });
    Object.assign(crypto, {
      randomUUID: () => `${name}${String(made++).padStart(3, '0')}-0000-4000-8000-000000000000`,
    });
    Math.random = () => 0.5;
  }
  try {
    return await doIt();
  } finally {
    if (--controls === 0) {
      Object.assign(globalThis, { setImmediate: real.setImmediate });
      Reflect.deleteProperty(crypto, 'randomUUID'); // the prototype's own comes to light again
      Math.random = real.random;
    }
  }
}
