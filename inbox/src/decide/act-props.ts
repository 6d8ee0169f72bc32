/** What every act on an approval is given. */
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';

export interface ActProps {
  approval: ApprovalView;
  /** Of what was shown when the act was begun. */
  digest: string;
  onClose(): void;
}
