/** The picture of a run: what ran, what waits, who decided, and how long it took. */
import { RunTimeline } from 'countersign/react';
import type { RunView } from '../../../shared/domain/run-view.ts';
import { useNow } from '../use-now.ts';

/** `saysWhy` is false where the page says why the run stopped. */
export function Timeline({ run, saysWhy = true }: { run: RunView; saysWhy?: boolean }) {
  const now = useNow();
  return (
    <div className="card timeline">
      <RunTimeline run={run} now={new Date(now)} saysWhy={saysWhy} />
    </div>
  );
}
