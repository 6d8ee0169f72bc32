/** Says in a table what came of the kills. */
import type { Played } from './play.ts';
import { FAULTS } from './verdict.ts';

export function reportOf({ seed, kills, story, verdict, faults, quietAfterMs, tookMs }: Played): string {
  const ends = [...story.final.values()].map(({ run }) => run.status);
  const answered = story.answers.filter(({ status }) => status === 200).length;
  const causes = verdict.repeats.map(({ cause }) => cause);
  const count = <T>(list: readonly T[], wanted: T) => list.filter((one) => one === wanted).length;
  const rows: [string, string | number][] = [
    [
      'kills',
      `${kills.process} of the process, ${kills['start-up']} while it started, ${kills.engine} of the engine first`,
    ],
    [
      'runs started',
      `${story.started.length}: ${count(ends, 'completed')} completed, ${count(ends, 'failed')} rejected or expired`,
    ],
    [
      'decisions',
      `${answered} answered with their receipt, ${story.answers.length - answered} told that they came too late`,
    ],
    ['reviewed', `${story.reviewed.length} runs that five kills in a row hit, each retried by an operator`],
    ['effects', `${story.attempts.length} begun`],
    [
      'repeated',
      `${causes.length}: ${count(causes, 'cut')} cut in the middle, ${count(causes, 'unsaved')} killed before they were saved, ${count(causes, 'store-failed')} whose store failed`,
    ],
    [
      'network',
      Object.entries(faults)
        .map(([kind, times]) => `${times} ${kind}`)
        .join(', ') || 'no fault',
    ],
    ['quiet after', `${(quietAfterMs / 1000).toFixed(0)} s from the last start`],
    ...FAULTS.map((name): [string, number] => [name, verdict.found[name].length]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const found = FAULTS.flatMap((name) => verdict.found[name].map((one) => `${name}: ${one}`));
  return [
    `seed ${seed}, ${(tookMs / 1000).toFixed(0)} s`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    ...found,
  ].join('\n');
}
