/** Where an approval is approved whose form wants a value that nobody proposes: a card does not ask for one. */
import type { LiveStatus } from '../domain/live-message.ts';
import { approvalPath } from './approval-path.ts';
import { useCountersign } from './provider.tsx';

/** True where approving takes a value, and nothing is proposed. */
export function needsValue(status: LiveStatus): boolean {
  const args = status.status === 'pending' ? status.pendingArgs : undefined;
  return status.form !== undefined && status.proposed === undefined && args === undefined;
}

export function ValueNeeded({ status: { runId, key } }: { status: LiveStatus }) {
  const { inboxUrl } = useCountersign();
  return (
    <p className="countersign-elsewhere">
      {inboxUrl === undefined ? (
        'Approving this takes a value, which is not asked for here. Give it in the inbox, or by the link in the message that you got.'
      ) : (
        <>
          Approving this takes a value, which is not asked for here.{' '}
          <a href={`${inboxUrl}/#${approvalPath({ runId, key })}`}>Give it in the inbox</a>
        </>
      )}
    </p>
  );
}
