/** Values that are too large for a record: they are kept outside of it, and the record says under which name. */

/** The largest text of a value, in bytes, that a record holds; what is larger is kept outside. */
export const MOST_INSIDE = 100_000;

/** The largest text, in bytes, that a value of a run may have at all. */
export const MOST_VALUE = 25 * 1024 * 1024;

/** Where a value is, and how it is read there. */
export interface Outside {
  readonly bytes: number;
  readonly name: string;
  /** The key that it is encrypted with, as base64url: nobody else has it. */
  readonly key: string;
}

const PREFIX = '@outside:'; // no encoded value begins so

/** What stands in a record in the place of a value. */
export const outsideText = ({ bytes, name, key }: Outside): string => `${PREFIX}${bytes}:${name}:${key}`;

export const isOutside = (text: string): boolean => text.startsWith(PREFIX);

/** Where the value is that stands outside. */
export function outsideOf(text: string): Outside {
  const [bytes = '', name = '', key = ''] = text.slice(PREFIX.length).split(':');
  return { bytes: Number(bytes), name, key };
}

/** What is shown where a value is too large to be shown. */
export interface KeptOutside {
  readonly keptOutside: { readonly bytes: number };
}

export const keptOutside = (text: string): KeptOutside => ({ keptOutside: { bytes: outsideOf(text).bytes } });
