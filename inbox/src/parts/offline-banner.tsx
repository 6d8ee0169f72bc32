/** Says that the system does not answer, since when, and when it is tried again. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useSession } from '../session.tsx';
import { useNow } from '../use-now.ts';
import { Icon } from './icon.tsx';
import { Lasting } from './time.tsx';

const A_MINUTE = 60_000;

export function OfflineBanner() {
  const { connection } = useSession();
  const { online, since, nextTry = 0 } = useSyncExternalStore(connection.onChange, connection.state);
  const now = useNow();
  const left = useSecondsTo(nextTry, !online);
  if (online) return null;
  return (
    <div className="banner" role="alert">
      <Icon name="offline" />
      <p>
        <b>The system does not answer.</b> What you see may be old
        {since !== undefined && now - since >= A_MINUTE && (
          <>
            : no answer <Lasting since={new Date(since).toISOString()} />
          </>
        )}
        . Nothing that you typed is lost.
      </p>
      <span className="quiet" aria-hidden="true">
        next try in {left} s
      </span>
      <button type="button" className="small" onClick={connection.tryNow}>
        Try now
      </button>
    </div>
  );
}

function useSecondsTo(moment: number, counting: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!counting) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [counting]);
  return Math.max(0, Math.ceil((moment - now) / 1_000));
}
