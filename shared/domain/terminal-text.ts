/** Text in columns, as a terminal counts them, and its colours. */

const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How many columns the text takes. */
export const columnsOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/\p{M}/u.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1), 0);

/** The text in exactly so many columns. */
export function fitted(text: string, columns: number, more = '…'): string {
  const fits = columnsOf(text) <= columns;
  let shown = fits ? text : '';
  if (!fits)
    for (const letter of text) {
      if (columnsOf(shown + letter) > columns - columnsOf(more)) break;
      shown += letter;
    }
  const whole = fits ? shown : `${shown}${more}`;
  return whole + ' '.repeat(Math.max(0, columns - columnsOf(whole)));
}

/** The text in lines of at most so many columns, cut between words where there are any. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, columns))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word that is longer than a line, in pieces that are not. */
function pieces(word: string, columns: number): string[] {
  const found: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && columnsOf(piece + letter) > columns) {
      found.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...found, piece];
}

const CODES = { green: 32, yellow: 33, red: 31, blue: 34, dim: 2, bold: 1 };
export type Colour = keyof typeof CODES;
export type Paint = (text: string, colour: Colour) => string;

/** Colours text by ANSI codes, or leaves it as it is. */
export const paintOf =
  (inColour: boolean): Paint =>
  (text, colour) =>
    inColour && text !== '' ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
