/** `npm run simulate`: explores what the run protocol can come to, and says what it found. */
import { parseArgs } from 'node:util';
import { explore } from './explore.ts';
import { generatedPlay } from './generated-play.ts';
import { FAULTS } from './planted-faults.ts';
import { PLAYS, SMALL } from './plays.ts';
import { ofReplayText, playNamed } from './replay-text.ts';
import * as report from './report.ts';
import { underControl } from './turns.ts';
import { shorten, walkOf } from './walk.ts';
import { replay } from './words.ts';

const HELP = `Runs the real use cases over the memory stores, and takes every turn of every process, delivery and clock itself:
all of them for the small scenarios, and at random for generated workflows.

  npm run simulate -- [--seed N] [--runs N] [--minutes N] [--scenario NAME] [--faults] [--replay TEXT]

  --minutes N       at most this long (default 5)
  --seed N          where the runs at random begin (default: another each time, printed)
  --runs N          how many runs at random (default: as many as there is time for)
  --scenario NAME   only plays whose name begins so (${[...new Set(PLAYS.map(({ name }) => name.split('/')[0]))].join(', ')}), or random
  --faults          break the system on purpose, one rule at a time, and show that each is found
  --replay TEXT     play again what a violation printed, step by step
`;

/** This share of the time is for the runs at random, where it is not enough for everything. */
const RANDOM_SHARE = 0.15;

/** How many times its share of the time that is left one play may take. */
const SHARES = 4;

const { values } = parseArgs({
  options: {
    ...{ seed: { type: 'string' }, runs: { type: 'string' }, minutes: { type: 'string' } },
    ...{ scenario: { type: 'string' }, replay: { type: 'string' }, faults: { type: 'boolean' } },
    help: { type: 'boolean', short: 'h' },
  },
});

function numberOf(name: 'seed' | 'runs' | 'minutes'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (!(Number(text) >= 0)) throw new Error(`--${name} must be a number, such as --${name} 2.`);
  return Number(text);
}

if (values.help) report.write(HELP);
else await underControl(main);

async function main(): Promise<void> {
  console.error = () => {}; // processes that fail report it, as they are to; here it is part of the play
  const begunAt = Date.now();
  const length = (numberOf('minutes') ?? 5) * 60_000;
  report.write(`${report.machine()}\n`);
  if (values.replay !== undefined) return replayOne(values.replay);
  if (values.faults) return findFaults(begunAt + length);
  const isRandom = values.scenario === 'random';
  const wasFound = isRandom ? false : await exploreAll(begunAt + length * (1 - RANDOM_SHARE));
  if (isRandom || values.scenario === undefined) await walkMany(begunAt + length, wasFound);
  else if (!wasFound) report.write('\nNo violation.');
}

async function replayOne(text: string): Promise<void> {
  const { play, choices, fault } = ofReplayText(text);
  const { lines, problems } = await replay(play, choices, fault);
  if (fault) report.write(`With the fault planted that ${fault.name}:`);
  for (const [index, line] of lines.entries()) report.write(`${String(index + 1).padStart(4)}  ${line}`);
  report.write(problems.length > 0 ? `\n${problems.join('\n')}` : '\nNothing is broken.');
  if (problems.length > 0) process.exitCode = 1;
}

async function exploreAll(until: number): Promise<boolean> {
  const plays = PLAYS.filter(({ name }) => values.scenario === undefined || name.startsWith(values.scenario));
  if (plays.length === 0) playNamed(values.scenario ?? ''); // says which there are
  report.write(report.HEADING);
  const sums = { steps: 0, deaths: 0, states: 0 };
  for (const [index, play] of plays.entries()) {
    // The small ones are explored to their end; of the others, none may take the time of all that come after it.
    const share = SMALL.includes(play) ? until : (SHARES * (until - Date.now())) / (plays.length - index);
    const onProgress = (states: number, depth: number) =>
      report.progress(`${play.name}: ${states} states, ${depth} steps deep`);
    const result = await explore(play, { until: Math.min(until, Date.now() + share), onProgress });
    report.progress('');
    report.write(report.explored(result));
    sums.steps += result.transitions;
    sums.deaths += result.crashes;
    sums.states += result.states;
    if (!result.violation) continue;
    report.write(await report.violationInWords(play, result.violation));
    process.exitCode = 1;
    return true;
  }
  report.write(`\n${plays.length} plays: ${sums.steps} steps, ${sums.deaths} deaths, ${sums.states} states.`);
  return false;
}

async function walkMany(until: number, wasFound: boolean): Promise<void> {
  if (wasFound) return;
  const first = numberOf('seed') ?? Date.now() % 2 ** 31;
  const most = numberOf('runs') ?? Number.POSITIVE_INFINITY;
  const begunAt = Date.now();
  const sums = { runs: 0, steps: 0, deaths: 0 };
  report.write(`\nAt random, from --seed ${first}:`);
  for (; sums.runs < most && Date.now() < until; sums.runs++) {
    const seed = first + sums.runs;
    const { steps, crashes, violation } = await walkOf(seed);
    sums.steps += steps;
    sums.deaths += crashes;
    if (sums.runs % 20 === 0) report.progress(`${sums.runs} runs of generated workflows`);
    if (!violation) continue;
    const play = generatedPlay(seed);
    report.progress('');
    report.write(await report.violationInWords(play, await shorten(play, violation, 200)));
    process.exitCode = 1;
    return;
  }
  report.progress('');
  const took = ((Date.now() - begunAt) / 1_000).toFixed(1);
  report.write(
    `${sums.runs} runs of generated workflows, ${sums.steps} steps, ${sums.deaths} deaths, ${took} s.\n\nNo violation.`,
  );
}

async function findFaults(until: number): Promise<void> {
  report.write(report.FAULT_HEADING);
  let missed = 0;
  for (const fault of FAULTS) {
    const result = await explore(playNamed(fault.play), { until }, fault);
    report.write(report.foundFault(fault, result));
    if (result.violation) report.write(`    ${result.violation.problems[0]}`);
    else missed++;
  }
  report.write(`\n${FAULTS.length - missed} of ${FAULTS.length} planted faults found.`);
  if (missed > 0) process.exitCode = 1;
}
