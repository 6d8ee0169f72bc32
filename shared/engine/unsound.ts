/** How an approval that is not sound is refused, and whom it may name. */
import { isName, nameOf } from '../domain/group.ts';
import { CountersignError } from '../errors.ts';

/** What an error calls the approval under `key`. */
export const aboutOf = (key: string): string => `Approval "${key}"`;

/** `invalid-approval` for the approval under `key`; `problem` names the option. */
export const unsound = (key: string, problem: string): CountersignError =>
  new CountersignError('invalid-approval', `${aboutOf(key)}: ${problem}`);

/** 1 to 200 visible characters: what an index key and a message attribute hold. */
const NAME = /^[^\p{C}\p{Z}]{1,200}$/u;

/** The most that are named one by one: each has an inbox in which the approval is put, and is told of it. */
const MOST_NAMES = 100;

/** The people and groups that an option names, `group:finance` as `finance`; `invalid-approval` where one cannot be a name, or there are too many. */
export function names(key: string, option: string, who: string | string[] | undefined): string[] | undefined {
  const all = typeof who === 'string' ? [who] : who;
  if (all?.length === 0) throw unsound(key, `${option} names nobody; leave it out where anyone who is known may.`);
  const wrong = all?.find((name) => typeof name !== 'string' || !NAME.test(name) || !isName(name));
  if (wrong !== undefined)
    throw unsound(key, `${option} "${wrong}" must be an e-mail address or a group: 1 to 200 visible characters.`);
  if (all && all.length > MOST_NAMES)
    throw unsound(
      key,
      `${option} names ${all.length}; at most ${MOST_NAMES} are named one by one. Name a group instead.`,
    );
  return all?.map(nameOf); // one group has one inbox
}
