/** `firstOf`: goes on with whichever of several approvals is answered first, and asks the others no more. */
import { entryName } from '../domain/snapshot.ts';
import { CountersignError } from '../errors.ts';
import type { Approved } from './approve.ts';
import type { Execution } from './execution.ts';
import { enclosingStep } from './place.ts';
import { remember, rememberedStep } from './run-step.ts';

/** The answer that came first, and under which name it stood. */
export type First<Choices extends Record<string, Promise<Approved<unknown>>>> = {
  [Name in keyof Choices & string]: { which: Name } & Awaited<Choices[Name]>;
}[keyof Choices & string];

/**
 * Waits for the first answer to several approvals; the others are asked no more from then on, and their people are told. A
 * rejection is an answer: it is thrown, as `approval` would. Which one came first is remembered, so that it stays so.
 *
 * @example
 * const { which, by } = await firstOf({
 *   manager: approval('approve:manager', { assignee: 'managers' }),
 *   finance: approval('approve:finance', { assignee: 'finance' }),
 * });
 */
export type FirstOf = <Choices extends Record<string, Promise<Approved<unknown>>>>(
  choices: Choices,
) => Promise<First<Choices>>;

export function createFirstOf(execution: Execution): FirstOf {
  return async <Choices extends Record<string, Promise<Approved<unknown>>>>(choices: Choices) => {
    const answers = Object.values(choices ?? {});
    for (const answer of answers) if (answer instanceof Promise) answer.catch(() => {}); // what comes second is nobody's concern
    const asked = Object.entries(choices ?? {}).map(([name, answer]) => ({
      name,
      answer,
      key: keyOf(execution, name, answer),
    }));
    if (asked.length === 0) throw unsound('needs approvals to wait for: firstOf({ a: approval(…), b: approval(…) }).');
    const id = `first-of:${asked.map(({ key }) => key).join('|')}`;
    execution.claim('step', id, id);
    const which = await chosen(execution, id, asked);
    for (const { name, key } of asked) if (name !== which) execution.drop(key);
    const first = asked.find(({ name }) => name === which);
    if (!first) throw unsound(`remembers "${which}", which is none of ${asked.map(({ name }) => name).join(', ')}.`);
    return { which, ...(await first.answer) } as First<Choices>; // of the choice with this name
  };
}

interface Asked {
  name: string;
  key: string;
  answer: Promise<Approved<unknown>>;
}

async function chosen(execution: Execution, id: string, asked: readonly Asked[]): Promise<unknown> {
  const before = rememberedStep(execution, id);
  if (before) return before.value;
  const startedAt = execution.plan.clock.now();
  const answered = new Set<Asked>();
  const each = asked.map((one) => {
    const isAnswered = () => void answered.add(one);
    return one.answer.then(isAnswered, isAnswered);
  });
  await Promise.race(each);
  await Promise.resolve(); // those that the run learned of together have all been answered by now
  const [first] = [...answered].sort((one, other) =>
    answeredAt(execution, one) < answeredAt(execution, other) ? -1 : 1,
  );
  return remember(execution, { id, key: id, value: first?.name, startedAt, within: enclosingStep(execution) });
}

function answeredAt({ plan }: Execution, { key }: Asked): string {
  const entry = plan.entries.get(entryName({ kind: 'approval', key }));
  return entry?.kind === 'approval' ? entry.settlement.at : '';
}

function keyOf(execution: Execution, name: string, answer: unknown): string {
  const key = answer instanceof Promise ? execution.asked.get(answer) : undefined;
  if (key === undefined) throw unsound(`"${name}" is no approval; hand it what approval(…) gives back.`);
  return key;
}

const unsound = (problem: string): CountersignError => new CountersignError('invalid-workflow', `firstOf ${problem}`);
