/** What cannot be decided together with others, and why. */
import type { ApprovalView } from '../../shared/domain/approval-view.ts';
import type { Explanation } from '../../shared/domain/explanation.ts';
import { needsValue } from '../../shared/domain/offered.ts';

/** Why the system would refuse it, or undefined where it would not as far as is known. */
export function whyNot(
  action: 'approve' | 'reject',
  approval: ApprovalView,
  explanation: Explanation | undefined,
): string | undefined {
  if (action === 'approve' && needsValue(approval)) return 'It asks for a value: open it to approve it.';
  if (!explanation) return undefined;
  const { mayDecide, actions, why } = explanation.you;
  if (!mayDecide) return why;
  if (actions.includes(action)) return undefined;
  if (approval.allow && !approval.allow.includes(action)) return `It takes ${approval.allow.join(', ')} only.`;
  return 'It stands as you edited it: somebody else has to agree.';
}
