/** The foot of the page: whether changes come by themselves, and in which zone its times are. Where nothing comes, the banner says so. */
import type { LiveState } from 'countersign/react';
import { useEffect, useSyncExternalStore } from 'react';
import { LOOK_EVERY } from '../live.ts';
import { useSession } from '../session.tsx';
import { zone } from '../time-words.ts';
import { Icon } from './icon.tsx';

export function LiveNote({ state }: { state: LiveState }) {
  const { connection } = useSession();
  const { online } = useSyncExternalStore(connection.onChange, connection.state);
  useEffect(() => {
    if (state === 'offline') connection.check(); // what ended may be the stream alone, or everything
  }, [state, connection]);
  return (
    <footer className="foot">
      <p role="status">
        {!online ? null : state === 'open' ? (
          <span>
            <Icon name="check" /> Changes show by themselves
          </span>
        ) : state === 'offline' ? (
          <span>
            <Icon name="offline" /> No live changes now: looking every {LOOK_EVERY / 1_000} s
          </span>
        ) : (
          <span>
            <Icon name="clock" /> Connecting …
          </span>
        )}
      </p>
      <p>Times are those of {zone()}</p>
    </footer>
  );
}
