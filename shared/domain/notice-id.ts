/** The stable names of notices: whatever tells the same thing again tells it under the same name. */
import type { Approval } from './approval.ts';

/** The name of a notice about an approval: `what` is its kind, or which of its events or acts it tells of. */
export const noticeId = ({ runId, key, epoch }: Pick<Approval, 'runId' | 'key' | 'epoch'>, what: string): string =>
  `${runId}/${key}/${epoch}/${what}`;
