/** The present, for everything on the page that says how far something is from it. */
import { useSyncExternalStore } from 'react';

const EVERY = 5_000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, EVERY);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function present(): number {
  if (!timer && Date.now() - now > EVERY) now = Date.now();
  return now;
}

/** In ms since 1970; all who use it move on together. */
export const useNow = (): number => useSyncExternalStore(subscribe, present);
