/** Tells what happened, choice by choice, for people to read. */
import { apply } from './apply.ts';
import { type Choice, choicesOf } from './choices.ts';
import { beginningOf, brokenIn, explore } from './explore.ts';
import type { Fault } from './fault.ts';
import { moveName } from './invariants.ts';
import type { Play } from './scenario.ts';
import { type Actor, type Call, NO_TROUBLE, type State, type Task } from './state.ts';

const HOW = {
  well: '',
  fails: ' fails',
  'dies-before': ': the process dies before it',
  'dies-after': ' is written, and the process dies before it hears',
  'answer-lost': ' is written, and the answer is lost',
  again: ', and what it was handed comes again',
};

const nameOf = ({ serial, task }: Actor, { scenario }: Play): string =>
  task.is === 'decide' ? `${scenario.people[task.person]?.who.split('@')[0]} (${serial})` : `${task.is} (${serial})`;

function callInWords({ on, name, args }: Call): string {
  if (on === 'effect') return `the effect ${name}`;
  if (on === 'end') return name === 'failed' ? `ends with an error: ${String(args[0])}` : 'is over';
  return on === 'runs' ? moveName({ name, args }) : `${moveName({ name, args })} of ${on}`;
}

function taskInWords(task: Task, { scenario }: Play): string {
  if (task.is === 'decide') {
    const said = scenario.people[task.person];
    return `${said?.who.split('@')[0]} wants to ${said?.says.action} ${said?.key}`;
  }
  if (task.is === 'resume')
    return `resume is handed ${task.wakeUp.settled ? `${task.wakeUp.settled.key}, settled` : 'a wake-up'}`;
  if (task.is === 'notify') return `notify is handed the run, ${task.change.after?.status}`;
  return {
    start: 'the client starts the run',
    sweep: 'the sweep begins',
    cancel: 'an operator cancels',
    retry: 'an operator retries',
    nudge: 'an operator wakes the run',
    review: 'the run is marked for review',
  }[task.is];
}

/** One choice in words. */
export function inWords(state: State, choice: Choice, play: Play): string {
  switch (choice.do) {
    case 'go': {
      const actor = state.actors.find(({ serial }) => serial === choice.actor);
      const call = actor?.calls.find(({ id }) => id === choice.call);
      const value = choice.value !== undefined && play.scenario.values ? ` = ${JSON.stringify(choice.value)}` : '';
      return actor && call ? `${nameOf(actor, play)}: ${callInWords(call)}${value}${HOW[choice.how]}` : '?';
    }
    case 'begin':
      return taskInWords(choice.task, play);
    case 'pass':
      return `time passes, to ${new Date(choice.to).toISOString().slice(5, 19)}`;
    default: {
      const record = state.stream.find(({ id }) => id === choice.record);
      const about =
        record?.change.kind === 'run' ? 'the run' : record?.change.kind === 'approval' ? record.change.after?.key : '?';
      if (choice.do === 'lose') return `the record of ${about} for ${record?.reader} is lost`;
      return `the stream tells wake of ${about}${choice.do === 'forward-again' ? ', and will again' : ''}`;
    }
  }
}

export interface Replayed {
  /** What happened, one line a choice. */
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

/** Plays the choices again, given by their places. */
export async function replay(play: Play, choices: readonly number[], fault?: Fault): Promise<Replayed> {
  let state = beginningOf(play);
  const lines: string[] = [];
  for (const index of choices) {
    const choice = choicesOf(state, play)[index];
    if (!choice)
      throw new Error(
        `After ${lines.length} choices there is none of the number ${index}: the code is another by now.`,
      );
    lines.push(inWords(state, choice, play));
    const step = await apply(state, choice, play, fault);
    state = step.state;
    if (step.problems.length > 0) return { lines, problems: step.problems };
  }
  const problems = brokenIn(state, choicesOf(state, play), play);
  if (problems.length > 0) return { lines, problems };
  // Whether it ever comes to rest shows only in what happens by itself from here.
  const alone = { ...state, left: NO_TROUBLE, people: [] };
  const { violation } = await explore(play, { mostTransitions: 5_000 }, fault, alone);
  return { lines, problems: violation?.problems ?? [] };
}
