/** How each status is shown: a word, a shape and a tone, so that colour is never the only sign. */
import type { IconName } from './parts/icon.tsx';

export type Tone = 'quiet' | 'accent' | 'good' | 'bad' | 'warn';

interface StatusLook {
  words: string;
  icon: IconName;
  tone: Tone;
}

const LOOKS: Record<string, StatusLook> = {
  pending: { words: 'Waits for a decision', icon: 'clock', tone: 'accent' },
  approved: { words: 'Approved', icon: 'check', tone: 'good' },
  edited: { words: 'Approved with changes', icon: 'pencil', tone: 'good' },
  rejected: { words: 'Rejected', icon: 'cross', tone: 'bad' },
  expired: { words: 'Expired', icon: 'hourglass', tone: 'warn' },
  cancelled: { words: 'Cancelled', icon: 'slash', tone: 'quiet' },
  superseded: { words: 'Asked anew', icon: 'layers', tone: 'quiet' },
  running: { words: 'Running', icon: 'play', tone: 'accent' },
  waiting: { words: 'Waiting', icon: 'clock', tone: 'accent' },
  completed: { words: 'Completed', icon: 'check', tone: 'good' },
  failed: { words: 'Failed', icon: 'cross', tone: 'bad' },
  'needs-review': { words: 'Needs review', icon: 'alert', tone: 'warn' },
};

export const statusLook = (status: string): StatusLook =>
  LOOKS[status] ?? { words: status, icon: 'dot', tone: 'quiet' };
