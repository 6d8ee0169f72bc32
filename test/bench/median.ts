/** Figures of which some are noise: the one in the middle, and the one that so many percent do not exceed. */

export const median = (figures: readonly number[]): number => percentile(figures, 50);

export function percentile(figures: readonly number[], percent: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor((sorted.length * percent) / 100), sorted.length - 1)] ?? Number.NaN;
}
