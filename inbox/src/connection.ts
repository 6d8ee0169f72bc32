/** Whether the system answers: noticed by every request, and tried again by itself while it does not. */
import { present } from './present.ts';

export interface ConnectionState {
  online: boolean;
  /** When it was lost, in ms since 1970; where it is offline. */
  since?: number;
  /** When it is tried next, by this machine's clock, as its timers go. */
  nextTry?: number;
}

export interface Connection {
  state(): ConnectionState;
  onChange(listener: () => void): () => void;
  failed(): void;
  answered(): void;
  /** Asks whether the system still answers; where it does not, it is tried in its time. */
  check(): void;
  /** Tries it now. */
  tryNow(): void;
}

const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** `ping` resolves where the system answers; `cameBack` is told once it does so again. */
export function createConnection(ping: () => Promise<unknown>, cameBack: () => void): Connection {
  const listeners = new Set<() => void>();
  let state: ConnectionState = { online: true };
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const become = (next: ConnectionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const wait = () => {
    const ms = WAITS[Math.min(tries++, WAITS.length - 1)] ?? 0;
    clearTimeout(timer);
    timer = setTimeout(attempt, ms);
    become({ online: false, since: state.since ?? present(), nextTry: Date.now() + ms });
  };
  const attempt = () => ping().then(answered, wait);
  const answered = () => {
    clearTimeout(timer);
    tries = 0;
    if (state.online) return;
    become({ online: true });
    cameBack();
  };
  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    failed: () => {
      if (state.online) wait();
    },
    answered,
    check() {
      if (state.online) void attempt();
    },
    tryNow: () => void attempt(),
  };
}
