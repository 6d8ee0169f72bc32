/** The end of a list that goes on: how far it was read, or a button to read on. */
import type { LookingOn, Pages } from '../look-on.ts';
import { ProblemNote } from './problem-note.tsx';

interface MoreProps {
  pages: Pages;
  looking: LookingOn;
  /** How many were looked at so far. */
  looked: number;
  /** What stands on the button (default: Load more). */
  words?: string;
}

export function More({ pages, looking, looked, words = 'Load more' }: MoreProps) {
  if (!pages.hasNextPage) return null;
  return (
    <div className="more">
      {pages.isFetchNextPageError && <ProblemNote error={pages.error} />}
      {looking.isLooking ? (
        <p className="quiet" role="status">
          Looked at {looked}, still looking …
        </p>
      ) : (
        <button type="button" disabled={pages.isFetchingNextPage} onClick={looking.more}>
          {pages.isFetchingNextPage ? 'Loading …' : words}
        </button>
      )}
    </div>
  );
}
