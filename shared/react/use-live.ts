/** `useLive`: what a stream tells, for as long as a component is on the page. */
import { useEffect, useRef, useState } from 'react';
import type { LiveMessage } from '../domain/live-message.ts';
import type { LiveState } from './live-connections.ts';
import { type LiveTopic, queryOf } from './live-topic.ts';
import { useConnected } from './provider.tsx';

/**
 * Hears of an approval, a run or an inbox: its present state first, then every change, and the present state again after every
 * interruption. Messages can come twice or late: of two with the same subject, the one with the greater `revision` is newer.
 * Without a topic it hears nothing. Hooks on the same topic share one connection.
 *
 * @example
 * const state = useLive({ run: runId }, (message) => {
 *   if ('run' in message) setRun(message.run);
 * });
 */
export function useLive(topic: LiveTopic | undefined, onMessage: (message: LiveMessage) => void): LiveState {
  const { live } = useConnected();
  const query = topic && queryOf(topic);
  const listener = useRef(onMessage);
  useEffect(() => {
    listener.current = onMessage;
  });
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (query === undefined) return undefined;
    return live.subscribe(query, { onMessage: (message) => listener.current(message), onState: setState });
  }, [live, query]);
  return state;
}
