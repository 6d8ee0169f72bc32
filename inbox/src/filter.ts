/** Finds approvals by words. */
import type { ApprovalView } from '../../shared/domain/approval-view.ts';

/** Those that have every word somewhere in their title, workflow, key, run, or among who is asked. */
export function matching(items: readonly ApprovalView[], words: string): ApprovalView[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ title, workflow, key, runId, assignee, requestedBy = '' }) => {
    const text = [title, workflow, key, runId, requestedBy, ...assignee].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
