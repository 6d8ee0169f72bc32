/** Keeps what follows from the secret, and reads the secret again in time: a process may live for hours. */
import { type KeyRing, readRing } from '../../domain/key-ring.ts';
import type { Clock } from '../../ports/clock.ts';

/** A secret that was rotated is known after so many ms, where its keys are used. */
const KNOWN_FOR = 5 * 60_000;

/** How often the secret is read again at most, in ms, where something names a key that is not known. */
const LOOK_AGAIN_AFTER = 10_000;

export interface KeptRing<Keys> {
  /** The keys as they were known lately. Where the secret cannot be read again, those that are known go on. */
  lately(): Promise<Keys>;
  /** The keys as they are now, but for what became of the secret within the last seconds. */
  now(): Promise<Keys>;
}

/** `secrets` are the texts of the secret, the present one first, which are asked for with the first use; `keysOf` is what is kept. */
export function keepRing<Keys extends object>(
  secrets: () => Promise<readonly string[]>,
  keysOf: (ring: KeyRing) => Keys,
  clock: Clock,
): KeptRing<Keys> {
  let kept: Keys | undefined;
  let looking: Promise<Keys> | undefined;
  let lookedAt = 0;
  const isOlder = (ms: number): boolean => clock.now().getTime() - lookedAt >= ms;
  const read = async (): Promise<Keys> => {
    lookedAt = clock.now().getTime();
    try {
      kept = keysOf(readRing(await secrets()));
      return kept;
    } finally {
      looking = undefined;
    }
  };
  const look = (): Promise<Keys> => {
    looking ??= read();
    return looking;
  };
  return {
    async lately() {
      const known = kept;
      if (!known) return look();
      return isOlder(KNOWN_FOR) ? look().catch(() => known) : known;
    },
    now: async () => (kept && !looking && !isOlder(LOOK_AGAIN_AFTER) ? kept : look()),
  };
}
