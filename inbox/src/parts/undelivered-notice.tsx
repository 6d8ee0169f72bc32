/** What reached nobody, a notice or an outcome: whom it was for, why, and what can be done. */
import { Link } from 'wouter';
import type { UndeliveredView } from '../../../shared/domain/undelivered-view.ts';
import { approvalPath, runPath } from '../paths.ts';
import { Time } from './time.tsx';

export function UndeliveredNotice({ notice, again }: { notice: UndeliveredView; again(): void }) {
  const { runId, key, subject, channel, to, at, tries, error, why } = notice;
  return (
    <li className="card">
      <p>
        <b>{subject}</b>
      </p>
      <p>
        to {to} by {channel} · <Time at={at} both /> · {tries} {tries === 1 ? 'try' : 'tries'}
      </p>
      <p className="quote">{error}</p>
      <div className="buttons">
        {/* Who left a topic subscribes anew: nothing can be sent there again. */}
        {why !== 'unsubscribed' && (
          <button type="button" onClick={again}>
            Try again
          </button>
        )}
        {runId !== undefined && (
          <Link href={key === undefined ? runPath(runId) : approvalPath({ runId, key })}>
            {key === undefined ? 'Open the run' : 'Open the approval'}
          </Link>
        )}
      </div>
    </li>
  );
}
