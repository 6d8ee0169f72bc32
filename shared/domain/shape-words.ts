/** The sentences of a workflow's shape. */
import { counted, lengthInWords, rangeInWords } from './in-words.ts';
import type { ShapeNode, WorkflowShape } from './workflow-shape.ts';

/** `the last 50 runs, 2026-01-05 09:00 to 2026-02-01 10:00 UTC: 40 completed, 10 failed`. */
export function shapeHeadline({ runs, hasMore, from, to, statuses }: WorkflowShape): string {
  const which = hasMore ? `the last ${counted(runs, 'run')}` : counted(runs, 'run');
  const stand = Object.entries(statuses).map(([status, times]) => `${times} ${status}`);
  return `${which}, started ${rangeInWords(from, to)}: ${stand.join(', ')}`;
}

/** What is known of a node, in short sentences. */
export function nodeInWords({ kind, runs, times, took, ended, retried }: ShapeNode, of: number): string[] {
  const often = times > runs ? `, ${counted(times, 'time')}` : '';
  const long =
    took &&
    `${kind === 'approval' ? 'answered' : 'took'} in ${lengthInWords(took.median)} (median), ${lengthInWords(took.p90)} (90th)`;
  return [
    `in ${runs} of ${counted(of, 'run')}${often}`,
    ...(long ? [long] : []),
    ...(ended ? [sharesOf(ended)] : []),
    ...(retried ? [`tried again ${retried} of ${counted(times, 'time')}`] : []),
  ];
}

/** `80 % approved, 20 % rejected; 1 pending`. */
function sharesOf({ pending = 0, ...ended }: Record<string, number>): string {
  const all = Object.values(ended).reduce((sum, times) => sum + times, 0);
  const shares = Object.entries(ended)
    .sort(([, one], [, other]) => other - one)
    .map(([status, times]) => `${Math.round((100 * times) / all)} % ${status}`);
  return [...(shares.length > 0 ? [shares.join(', ')] : []), ...(pending > 0 ? [`${pending} pending`] : [])].join('; ');
}
