/** Short news at the edge of the page, also read aloud: what was done. */
import { useSyncExternalStore } from 'react';

const SHOWN_FOR = 8_000;

const listeners = new Set<() => void>();
let words = '';
let timer: ReturnType<typeof setTimeout> | undefined;

function become(next: string): void {
  words = next;
  for (const listener of listeners) listener();
}

export function say(text: string): void {
  become(text);
  clearTimeout(timer);
  timer = setTimeout(() => become(''), SHOWN_FOR);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useToast = (): string => useSyncExternalStore(subscribe, () => words);
