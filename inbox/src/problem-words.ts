/** What went wrong, as the person in front of the page is told. */
import type { Problem } from 'countersign/react';
import { statusLook } from './status-words.ts';
import { absolute } from './time-words.ts';

/** Who did what, and when; for whoever comes second. */
export function problemInWords({ code, detail, decision }: Problem): string {
  if (code === 'offline') return 'The system cannot be reached. What you typed stays here; try again once it answers.';
  if (code === 'expired' && decision)
    return `Its time ran out on ${absolute(decision.at)}; nothing can be decided any more.`;
  // One's own vote that counts already: nothing is decided.
  if (decision?.status === 'pending') return detail;
  if (decision) {
    const { status, by, at, reason } = decision;
    const what = statusLook(status).words.toLowerCase();
    return `Already ${what} by ${by} on ${absolute(at)}${reason ? `: “${reason}”` : ''}. Yours was not counted.`;
  }
  if (code === 'changed') return `${detail} Look at what is asked now, then decide again.`;
  return detail;
}
