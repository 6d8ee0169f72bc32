/** Reads what comes over the wire: its size, its depth, its JSON; each refusal says what to do. */
import { CountersignError } from '../errors.ts';

/** The largest body or direct event, in bytes. */
export const MOST_BYTES = 256 * 1024;

/** `payload-too-large` where the text is larger than `MOST_BYTES`. */
export function refuseLarge(text: string): void {
  const size = Buffer.byteLength(text);
  if (size > MOST_BYTES) {
    throw new CountersignError(
      'payload-too-large',
      `The input has ${size} bytes; at most ${MOST_BYTES} are taken. Keep large data elsewhere and send where it is.`,
    );
  }
}

/** How deep data may be nested: deeper than anybody's, and far from what exhausts a stack. */
const MOST_LEVELS = 100;

/** `invalid-input` where brackets stand in brackets more than `MOST_LEVELS` deep (those within texts do no harm). */
function refuseDeep(text: string): void {
  let depth = 0;
  for (const [bracket] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (bracket === '{' || bracket === '[') depth++;
    else if (bracket === '}' || bracket === ']') depth--;
    if (depth > MOST_LEVELS)
      throw new CountersignError('invalid-input', `The input is nested more than ${MOST_LEVELS} levels deep.`, {
        errors: [{ path: '', message: 'is nested too deeply' }],
      });
  }
}

/** Half of a character of two, escaped, which no database takes; and as it is. */
const HALF_ESCAPED = /\\u[dD][89a-fA-F]/;
const HALF = /\p{Surrogate}/gu;

const wholeText = (value: unknown): unknown => (typeof value === 'string' ? value.replace(HALF, '\uFFFD') : value);

/** The value of a JSON text, half characters replaced by U+FFFD; `invalid-json`. */
export function parseJson(text: string): unknown {
  refuseDeep(text);
  try {
    return HALF_ESCAPED.test(text) ? JSON.parse(text, (_, value) => wholeText(value)) : JSON.parse(text);
  } catch (error) {
    // Without its cause, which quotes what was sent: that is logged where it came by a queue.
    throw new CountersignError('invalid-json', `The body is not JSON: ${withoutQuote(String(error))}.`);
  }
}

/** What a runtime says of a text that is no JSON, without the text: `Unexpected token 'h', ..."is here"... is not valid JSON`. */
const withoutQuote = (error: string): string => error.replace(/^\w+: /, '').replace(/,? (?:\.{3})?".*$/s, '');
