/** The picture of a run: what ran, what waits, who decided, and how long it took. */
import { RunTimeline } from 'countersign/react';
import type { RunView } from '../../../shared/domain/run-view.ts';
import { useNow } from '../use-now.ts';

export function Timeline({ run }: { run: RunView }) {
  const now = useNow();
  return (
    <div className="card timeline">
      <RunTimeline run={run} now={new Date(now)} />
    </div>
  );
}
