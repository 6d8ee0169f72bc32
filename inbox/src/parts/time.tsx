/** A time as people say it, with the moment itself at hand, also in UTC; goes on by itself. */
import { absolute, lasted, relative } from '../time-words.ts';
import { useNow } from '../use-now.ts';

/** `both` also writes the moment out. */
export function Time({ at, both = false }: { at: string; both?: boolean }) {
  const now = useNow();
  return (
    <time dateTime={at} title={both ? at : `${absolute(at)} (${at})`}>
      {relative(at, now)}
      {both && <span className="quiet"> ({absolute(at)})</span>}
    </time>
  );
}

/** Since when something lasts, as people say it: `for 3 h`. */
export function Lasting({ since }: { since: string }) {
  const now = useNow();
  return (
    <time dateTime={since} title={`since ${absolute(since)} (${since})`}>
      {lasted(since, now)}
    </time>
  );
}

/** A moment written out, with how far it is. */
export function Moment({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={at}>
      {absolute(at)}
      <span className="quiet"> ({relative(at, now)})</span>
    </time>
  );
}
