/** Looks on through the pages of a list by itself, where what is looked for may be further down; never without end. */
import { useEffect, useState } from 'react';

/** So many pages are read before somebody is asked whether to go on. */
const PAGES_AT_ONCE = 10;

/** What is needed of a list that is read by the page. */
export interface Pages {
  data: { pages: readonly unknown[] } | undefined;
  error: unknown;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage(): Promise<unknown>;
}

interface Wanted {
  /** What is looked for, as a text: for another one it begins anew. */
  of: string;
  /** How many were found so far. */
  found: number;
  /** True where all are wanted, and not only the next (default). */
  all?: boolean;
}

export interface LookingOn {
  /** True while it reads on by itself. */
  isLooking: boolean;
  /** Has it read on, until more is found. */
  more(): void;
}

export function useLookOn(pages: Pages, { of, found, all = false }: Wanted): LookingOn {
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = pages;
  const read = data?.pages.length ?? 0;
  const first = { of, found: 0, until: PAGES_AT_ONCE };
  const [kept, keep] = useState(first);
  const asked = kept.of === of ? kept : first;
  const isLooking = hasNextPage && !isFetchNextPageError && read < asked.until && (all || found <= asked.found);
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);
  const more = () => {
    keep({ of, found, until: read + PAGES_AT_ONCE });
    void fetchNextPage();
  };
  return { isLooking, more };
}
