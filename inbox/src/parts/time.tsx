/** A time as people say it, with the moment itself at hand, also in UTC; goes on by itself. */
import { absolute, relative } from '../time-words.ts';
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
