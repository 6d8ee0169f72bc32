/** What an approval asks, of whom and until when. */
import type { ReactNode } from 'react';
import type { LiveStatus } from '../domain/live-message.ts';
import { timeInWords, votesInWords } from './words.ts';

/** Of which workflow, of whom, until when, and how the votes stand. */
export function ApprovalTerms({ status }: { status: LiveStatus }) {
  const { workflow, assignee, votes } = status;
  const { requestedBy, expiresAt, reason } = status.status === 'pending' ? status : {};
  return (
    <>
      {reason && <p className="countersign-why">{reason}</p>}
      <dl className="countersign-terms">
        <Term name="Workflow">{workflow}</Term>
        {assignee.length > 0 && <Term name="Asked of">{assignee.join(', ')}</Term>}
        {requestedBy && <Term name="Asked by">{requestedBy}</Term>}
        {expiresAt && (
          <Term name="Until">
            <time dateTime={expiresAt} title={expiresAt}>
              {timeInWords(expiresAt)}
            </time>
          </Term>
        )}
        {votes && <Term name="Votes">{votesInWords(votes)}</Term>}
      </dl>
    </>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="countersign-term">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What is decided on, as the service says it; until it has, as the page does. */
export function ShownValues({ status, pendingArgs }: { status: LiveStatus | undefined; pendingArgs: unknown }) {
  if (!status) return pendingArgs === undefined ? null : <Value name="To be approved" value={pendingArgs} />;
  const args = status.status === 'pending' ? status.pendingArgs : undefined;
  return (
    <>
      {status.details !== undefined && <Value name="Details" value={status.details} />}
      {args !== undefined && <Value name="To be approved" value={args} />}
      {status.proposed !== undefined && (
        <Value name={args === undefined ? 'Proposed' : 'Changed to'} value={status.proposed} />
      )}
      {'value' in status && status.value !== undefined && <Value name="Decided" value={status.value} />}
    </>
  );
}

function Value({ name, value }: { name: string; value: unknown }) {
  return (
    <figure className="countersign-value">
      <figcaption>{name}</figcaption>
      <pre>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </figure>
  );
}
