/** Which of several stretches of time directly followed which: what overlapped was parallel, and followed neither. */
import type { Span } from './folded-axis.ts';

/**
 * For each of these, in the order of their start, the indexes of those that it directly followed: those that were over when it
 * began, and after which nothing else began and was over before it.
 */
export function directlyFollowed(spans: readonly Span[]): number[][] {
  return spans.map(({ start }, index) => {
    const before = spans.slice(0, index).flatMap((span, place) => (span.end <= start ? [place] : []));
    const latest = before.at(-1); // began last of those that are over: nothing of them followed it
    if (latest === undefined) return [];
    const begun = spans[latest]?.start ?? start;
    return before.filter((place) => place === latest || (spans[place]?.end ?? 0) > begun);
  });
}

/** True where both were at work at the same time. */
export const overlap = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;
