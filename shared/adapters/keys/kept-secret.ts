/** Keeps what follows from a secret, and reads the secret again in time: a process may live for hours. */
import type { Clock } from '../../ports/clock.ts';

/** A secret that was rotated is known after so many ms, where it is used. */
const KNOWN_FOR = 5 * 60_000;

/** How often the secret is read again at most, in ms, where something names a key that is not known. */
const LOOK_AGAIN_AFTER = 10_000;

export interface KeptSecret<Made> {
  /** What was known of it lately. Where the secret cannot be read again, that goes on. */
  lately(): Promise<Made>;
  /** What follows from it now, but for what became of the secret within the last seconds. */
  now(): Promise<Made>;
}

/** `texts` hands over the texts of the secret, the present one first, and is called with the first use; `madeOf` makes of them what is kept. */
export function keepSecret<Made>(
  texts: () => Promise<readonly string[]>,
  madeOf: (texts: readonly string[]) => Made,
  clock: Clock,
): KeptSecret<Made> {
  let kept: { made: Made } | undefined;
  let looking: Promise<Made> | undefined;
  let lookedAt = 0;
  const isOlder = (ms: number): boolean => clock.now().getTime() - lookedAt >= ms;
  const read = async (): Promise<Made> => {
    lookedAt = clock.now().getTime();
    try {
      kept = { made: madeOf(await texts()) };
      return kept.made;
    } finally {
      looking = undefined;
    }
  };
  const look = (): Promise<Made> => {
    looking ??= read();
    return looking;
  };
  return {
    async lately() {
      const known = kept;
      if (!known) return look();
      return isOlder(KNOWN_FOR) ? look().catch(() => known.made) : known.made;
    },
    now: async () => (kept && !looking && !isOlder(LOOK_AGAIN_AFTER) ? kept.made : look()),
  };
}
