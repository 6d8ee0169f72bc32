/** Names of runs and approvals: what a caller may choose, and how our own run ids are made. */
import * as z from 'zod/mini';

/** A run's id: 1 to 128 of `[A-Za-z0-9._:-]`. */
export const RunId = z.string().check(
  z.regex(/^(?!\.\.?$)[A-Za-z0-9._:-]{1,128}$/, {
    error: 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : -, and not . or ..',
  }),
);

/** An approval's key within its run: 1 to 200 of `[A-Za-z0-9._:@-]`. */
export const ApprovalKey = z.string().check(
  z.regex(/^(?!\.\.?$)[A-Za-z0-9._:@-]{1,200}$/, {
    error: 'must be 1 to 200 characters of A-Z a-z 0-9 . _ : @ -, and not . or ..',
  }),
);

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32, so that no id holds a look-alike

const base32 = (value: bigint, length: number): string => {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i++) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
};

/** A new run id: `run_`, the time in ms (10 characters, so that ids sort by their start), then 80 random bits. */
export function newRunId(now: Date): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  const bits = random.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return `run_${base32(BigInt(now.getTime()), 10)}${base32(bits, 16)}`;
}
