/** Finds the decision links of notices. */
import type { Told } from './channel.ts';

/** The link of the latest notice that a name was sent; or, with a person, that person's own. */
export function linkTo(notices: readonly Told[], name: string, person?: string): string {
  const addressee = notices.flatMap(({ addressees }) => addressees).findLast((one) => one.name === name);
  const link = person === undefined ? addressee?.link : addressee?.people.find(({ id }) => id === person)?.link;
  if (link === undefined) throw new Error(`Nobody sent ${person ?? name} a link.`);
  return link;
}

/** Every link of every notice. */
export const everyLink = (notices: readonly Told[]): string[] => [
  ...new Set(
    notices.flatMap(({ link, addressees }) => [
      link,
      ...addressees.flatMap((one) => [one.link, ...one.people.map((reader) => reader.link)]),
    ]),
  ),
];

export const tokenIn = (link: string): string => link.slice(link.lastIndexOf('/') + 1);
