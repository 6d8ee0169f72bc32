/** Names of runs and approvals: what a caller may choose, and how our own run ids are made. */
import * as z from 'zod/mini';

/** A run's id: 1 to 128 of `[A-Za-z0-9._:-]`. */
export const RunId = z.string().check(
  z.regex(/^(?!\.\.?$)[A-Za-z0-9._:-]{1,128}$/, {
    error: 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : -, and not . or ..',
  }),
);

/** Stands for the run of an approval that is asked apart from any. */
export const NO_RUN = '-';

/** An approval's key within its run: 1 to 200 of `[A-Za-z0-9._:@-]`. */
export const ApprovalKey = z.string().check(
  z.regex(/^(?!\.\.?$)[A-Za-z0-9._:@-]{1,200}$/, {
    error: 'must be 1 to 200 characters of A-Z a-z 0-9 . _ : @ -, and not . or ..',
  }),
);

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32, so that no id holds a look-alike

const base32 = (value: number | bigint, length: number): string =>
  value
    .toString(32)
    .padStart(length, '0')
    .replace(/[i-v]/g, (digit) => ALPHABET.charAt(Number.parseInt(digit, 32)));

/** 80 random bits, in 16 characters. */
function randomText(): string {
  const uuid = crypto.randomUUID(); // drawn from a supply, and so faster than getRandomValues
  return base32(BigInt(`0x${uuid.slice(24)}${uuid.slice(0, 8)}`), 16); // 20 digits of it that are nothing but random
}

/** A new run id: `run_`, the time in ms (10 characters, so that ids sort by their start), then 80 random bits. */
export const newRunId = (now: Date): string => `run_${base32(now.getTime(), 10)}${randomText()}`;

/** A new delegation id: `dlg_`, then 80 random bits; it can stand in an address. */
export const newDelegationId = (): string => `dlg_${randomText()}`;
