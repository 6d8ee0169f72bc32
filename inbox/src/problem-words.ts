/** What went wrong, as the person in front of the page is told. */
import type { Problem } from './api.ts';
import { absolute } from './time-words.ts';

const DONE: Record<string, string> = {
  approve: 'approved',
  reject: 'rejected',
  edit: 'approved with changes',
  cancel: 'cancelled',
  expire: 'expired',
  close: 'withdrawn',
  supersede: 'replaced by a newer question',
};

/** Who did what, and when; for whoever comes second. */
export function problemInWords({ code, detail, decision }: Problem): string {
  if (decision && (code === 'already-decided' || code === 'cancelled' || code === 'superseded')) {
    const { action, by, at, reason } = decision;
    return `Already ${DONE[action] ?? action} by ${by} on ${absolute(at)}${reason ? `: “${reason}”` : ''}.`;
  }
  if (code === 'expired' && decision) return `Its time ran out on ${absolute(decision.at)}; nothing can be decided now.`;
  if (code === 'changed') return `${detail} Look at what is asked now, then decide again.`;
  return detail;
}
