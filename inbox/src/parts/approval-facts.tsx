/** What an approval is about: who asked, of whom, until when, and the details. */
import { Link } from 'wouter';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { runPath } from '../paths.ts';
import { Due } from './due.tsx';
import { Time } from './time.tsx';

export function ApprovalFacts({ approval }: { approval: ApprovalView }) {
  const { runId, key, workflow, assignee, requestedBy, createdAt, expiresAt, digest, status } = approval;
  return (
    <dl className="byline">
      <div>
        <dt>Asked of</dt>
        <dd>{assignee.join(', ') || 'anybody'}</dd>
      </div>
      {requestedBy && (
        <div>
          <dt>Requested by</dt>
          <dd>{requestedBy}</dd>
        </div>
      )}
      <div>
        <dt>Asked</dt>
        <dd>
          <Time at={createdAt} both />
        </dd>
      </div>
      {status === 'pending' && (
        <div>
          <dt>Due</dt>
          <dd>{expiresAt ? <Time at={expiresAt} both /> : <Due at={undefined} />}</dd>
        </div>
      )}
      <div>
        <dt>Run</dt>
        <dd>
          <Link href={runPath(runId)}>
            {workflow} · {runId}
          </Link>
        </dd>
      </div>
      <div>
        <dt>Key</dt>
        <dd>
          <code>{key}</code> · digest <code title={digest}>{digest.slice(0, 12)}</code>
        </dd>
      </div>
    </dl>
  );
}
