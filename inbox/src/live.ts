/** Keeps what is shown up to date: by the stream, or by looking again every few seconds while there is none. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type LiveState, type LiveTopic, useLive } from 'countersign/react';
import { useEffect, useRef } from 'react';

/** How often the page looks by itself while no stream tells it, in ms. */
export const LOOK_EVERY = 4_000;

/** Many changes that come at once are read together, after so many ms. */
const TOGETHER = 150;

/** Reads `keys` anew with each message about `topic`. */
export function useLiveQueries(topic: LiveTopic | undefined, keys: readonly string[]): LiveState {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const state = useLive(topic, () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => readAnew(client, keys), TOGETHER);
  });
  const names = keys.join();
  const isLooking = topic !== undefined && state === 'offline';
  useEffect(() => {
    if (!isLooking) return;
    const looking = setInterval(() => readAnew(client, names.split(',')), LOOK_EVERY);
    return () => clearInterval(looking);
  }, [client, names, isLooking]);
  return state;
}

const readAnew = (client: QueryClient, keys: readonly string[]): void => {
  for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
};
