/** Where an approval is approved whose form wants a value that nobody proposes: a card does not ask for one. */
import type { LiveStatus } from '../domain/live-message.ts';
import { approvalPath } from './approval-path.ts';
import { useCountersign } from './provider.tsx';

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
