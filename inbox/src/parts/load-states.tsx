/** What stands where something is to be read: that it is loading, that it could not be, that there is nothing. */
import type { ReactNode } from 'react';
import { problemOf } from '../api.ts';
import { Icon, type IconName } from './icon.tsx';
import { ProblemNote } from './problem-note.tsx';

export function Loading({ what, lines = 3 }: { what: string; lines?: number }) {
  return (
    <div className="loading">
      <p className="sr-only" role="status">
        Loading {what} …
      </p>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <div key={line} className="skeleton" />
      ))}
    </div>
  );
}

export function Failed({ error, retry }: { error: unknown; retry(): void }) {
  // The banner says the rest; once it goes, everything is read anew.
  if (problemOf(error)?.code === 'offline') return <p className="failed quiet">To be read once the system answers.</p>;
  return (
    <div className="failed">
      <ProblemNote error={error} />
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-sign">
        <Icon name={icon} />
      </span>
      <p className="empty-title">{title}</p>
      <p className="quiet">{children}</p>
    </div>
  );
}
