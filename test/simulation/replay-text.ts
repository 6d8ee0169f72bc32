/** The text by which a violation is played again: what was played, and every choice. */
import type { Fault } from './fault.ts';
import { generatedPlay } from './generated-play.ts';
import { FAULTS } from './planted-faults.ts';
import { PLAYS } from './plays.ts';
import type { Play } from './scenario.ts';

/** @example pair/crash:0.0.2.1; of a planted fault, fault7:pair:0.0.1; of a run at random, random/17:0.3 */
export const replayText = (play: string, choices: readonly number[], fault?: Fault): string =>
  [...(fault ? [`fault${FAULTS.indexOf(fault) + 1}`] : []), play, choices.join('.')].join(':');

/** The exploration or the run at random of this name. */
export function playNamed(name: string): Play {
  const seed = /^random\/(\d+)$/.exec(name)?.[1];
  const play = seed === undefined ? PLAYS.find((one) => one.name === name) : generatedPlay(Number(seed));
  if (!play) throw new Error(`Nothing is called "${name}"; there are ${PLAYS.map((one) => one.name).join(', ')}.`);
  return play;
}

export function ofReplayText(text: string): { play: Play; choices: number[]; fault: Fault | undefined } {
  const match = /^(?:fault(\d+):)?([^:]+):([\d.]*)$/.exec(text);
  if (!match) throw new Error(`"${text}" cannot be played again; it looks like pair/crash:0.0.2.1.`);
  const [, planted, name = '', choices = ''] = match;
  const fault = planted === undefined ? undefined : FAULTS[Number(planted) - 1];
  if (planted !== undefined && !fault) throw new Error(`There is no planted fault ${planted}.`);
  return { play: playNamed(name), choices: choices === '' ? [] : choices.split('.').map(Number), fault };
}
