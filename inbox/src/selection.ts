/** Which approvals are chosen for a decision on several, and what became of each. */
import type { Problem, Receipt } from 'countersign/react';
import { idOf, type Ref } from './paths.ts';
import { problemInWords } from './problem-words.ts';

export type Selection = ReadonlySet<string>;

export function toggled(selection: Selection, id: string): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Those of the selection that still wait. */
export const stillThere = (selection: Selection, items: readonly Ref[]): Selection => {
  const ids = new Set(items.map(idOf));
  return [...selection].every((id) => ids.has(id)) ? selection : new Set([...selection].filter((id) => ids.has(id)));
};

/** What `POST /decisions` says of one. */
export interface Outcome extends Ref {
  status: number;
  receipt?: Receipt;
  problem?: Problem;
}

export interface OutcomeLine {
  id: string;
  title: string;
  ok: boolean;
  words: string;
}

/** An outcome in words, for the list of them. */
export function outcomeLine(outcome: Outcome, title: string): OutcomeLine {
  const { receipt, problem } = outcome;
  if (problem) return { id: idOf(outcome), title, ok: false, words: problemInWords(problem) };
  const votes = receipt?.votes;
  const words =
    receipt?.status === 'pending' && votes
      ? `your vote counts: ${votes.approvals} of ${votes.needed.approvals} approvals`
      : (receipt?.status ?? 'done');
  return { id: idOf(outcome), title, ok: true, words };
}

/** What stays chosen after the outcomes: what failed, so that it can be tried again. */
export const leftOver = (selection: Selection, lines: readonly OutcomeLine[]): Selection => {
  const done = new Set(lines.filter(({ ok }) => ok).map(({ id }) => id));
  return new Set([...selection].filter((id) => !done.has(id)));
};
