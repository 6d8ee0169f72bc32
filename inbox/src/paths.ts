/** The addresses of the page's own places, and those of the interface. */

/** What names an approval. */
export interface Ref {
  runId: string;
  key: string;
}

const path = (...parts: string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

/** The same place in the page (after `#`) and in the interface. */
export const approvalPath = ({ runId, key }: Ref): string => path('approvals', runId, key);
export const runPath = (runId: string): string => path('runs', runId);

/** One text for an approval, for maps and lists. */
export const idOf = ({ runId, key }: Ref): string => `${runId}/${key}`;

/** A part of an address as it was before it was written into it. */
export function decoded(part = ''): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
