/** Texts for narrow channels: one line of ASCII for a subject, one SMS of the GSM 03.38 alphabet. */

/** What look-alikes and marks are written as where an alphabet lacks them. */
const PLAIN: Record<string, string> = {
  ...{ '–': '-', '—': '-', '−': '-', '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"' },
  ...{ '…': '...', '•': '*', '·': '-', '×': 'x', '→': '->', '≤': '<=', '≥': '>=', '`': "'", '´': "'" },
  ...{ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ø: 'o', Ø: 'O', ß: 'ss', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', þ: 'th', ð: 'd' },
};

/** The letters of GSM 03.38 that cost one, beside those of ASCII; and those that cost two. */
const BASIC = new Set(
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('^{}\\[~]|€');

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** The text with every letter that `has` says is missing written as its closest one, or as `?`. */
const transliterated = (text: string, has: (letter: string) => boolean): string =>
  Array.from(text.normalize('NFC'), (letter) => {
    if (has(letter)) return letter;
    const closest = PLAIN[letter] ?? letter.normalize('NFKD').replace(/\p{M}/gu, '');
    return Array.from(closest, (one) => (has(one) ? one : (PLAIN[one] ?? '?'))).join('');
  }).join('');

/** One line of ASCII: letters lose their accents, anything else becomes `?`. */
export function asciiLine(text: string, most: number): string {
  const line = oneLine(transliterated(oneLine(text), (letter) => /^[\x20-\x7e]$/.test(letter)));
  if (line.length <= most) return line;
  return most <= 3 ? '' : `${line.slice(0, most - 3).trimEnd()}...`;
}

/** What an SMS holds, in septets. */
export const SMS = 160;

/** How many septets the text takes in an SMS. */
export const septetsOf = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (EXTENDED.has(letter) ? 2 : 1), 0);

/** The text in the GSM alphabet, cut to so many septets. */
function gsmLine(text: string, most: number): string {
  const line = oneLine(transliterated(oneLine(text), (letter) => BASIC.has(letter) || EXTENDED.has(letter)));
  if (septetsOf(line) <= most) return line;
  if (most <= 3) return '';
  let cut = '';
  for (const letter of line) {
    if (septetsOf(cut + letter) > most - 3) break;
    cut += letter;
  }
  return `${cut.trimEnd()}...`;
}

/** One SMS: words and the link, which stays whole. One that is too long gives way to that of the page where everything waits. */
export function smsOf(words: string, link: string): string {
  const url = [link, new URL('/', link).href].find((one) => septetsOf(one) <= SMS) ?? '';
  const said = gsmLine(words, Math.max(SMS - septetsOf(url) - 1, 0));
  return [said, url].filter((part) => part !== '').join(' ');
}
