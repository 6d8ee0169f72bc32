/** The present, for everything on the page that says how far something is from it. */
import { useSyncExternalStore } from 'react';
import { onMoved, present } from './present.ts';

const EVERY = 5_000;

const listeners = new Set<() => void>();
let now = present();
let stop: (() => void) | undefined;

function goOn(): void {
  now = present();
  for (const tell of listeners) tell();
}

function begin(): () => void {
  const timer = setInterval(goOn, EVERY);
  const forget = onMoved(goOn);
  return () => {
    clearInterval(timer);
    forget();
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= begin();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

function shown(): number {
  if (!stop && Math.abs(present() - now) > EVERY) now = present();
  return now;
}

/** In ms since 1970; all who use it move on together. */
export const useNow = (): number => useSyncExternalStore(subscribe, shown);
