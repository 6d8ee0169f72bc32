/** What a run did and waited for, in order. */
import { Link } from 'wouter';
import type { TimelineEntry } from '../../../shared/domain/run-view.ts';
import { approvalPath } from '../paths.ts';
import { lasted } from '../time-words.ts';
import { Status } from './status.tsx';
import { Time } from './time.tsx';

export function Timeline({ runId, entries }: { runId: string; entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <p className="quiet">Nothing happened yet.</p>;
  return (
    <ol className="timeline">
      {entries.map(({ kind, key, title, status, startedAt, endedAt, attempts = 1, by, assignee, reason }) => (
        <li key={`${key} ${startedAt}`} className={`timeline-${kind}`}>
          <p>
            {kind === 'approval' ? <Link href={approvalPath({ runId, key })}>{title ?? key}</Link> : <code>{key}</code>}{' '}
            <Status status={status} />
          </p>
          <p className="quiet">
            <Time at={startedAt} />
            {endedAt && ` · took ${lasted(Date.parse(endedAt) - Date.parse(startedAt))}`}
            {attempts > 1 && ` · ${attempts} attempts`}
            {by && ` · by ${by}`}
            {!endedAt && assignee && ` · asked of ${assignee.join(', ') || 'anybody'}`}
          </p>
          {reason && <p className="quote">{reason}</p>}
        </li>
      ))}
    </ol>
  );
}
