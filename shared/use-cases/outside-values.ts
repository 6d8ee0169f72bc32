/** Keeps values outside of the records, encrypted: each with a key of its own that stands in the run's record alone. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Approval, Ask } from '../domain/approval.ts';
import { isOutside, MOST_INSIDE, outsideOf, outsideText } from '../domain/outside.ts';
import type { Run } from '../domain/run.ts';
import { bytesOf, type Encoded } from '../domain/value.ts';
import { asksOf, type Wait } from '../domain/wait.ts';
import { CountersignError } from '../errors.ts';
import type { ValueStore } from '../ports/value-store.ts';

const CIPHER = 'aes-256-gcm';
const [KEY_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 12, 16];

/** The text as a record may hold it: itself, or where it is kept. Whoever has a run's record can read its values; nobody else can. */
export async function fitForRecord(
  values: ValueStore,
  runId: string,
  text: Encoded,
  most = MOST_INSIDE,
): Promise<Encoded> {
  if (isOutside(text) || text.length * 3 <= most) return text; // no letter takes more than three bytes for each unit
  const bytes = bytesOf(text);
  if (bytes <= most) return text;
  const key = randomBytes(KEY_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const name = crypto.randomUUID();
  await values.put(runId, name, sealed);
  return outsideText({ bytes, name, key: key.toString('base64url') });
}

/** The text itself, wherever it is kept. Throws where what is kept is gone, or was changed. */
export async function inFull(values: ValueStore, runId: string, text: Encoded): Promise<Encoded> {
  if (!isOutside(text)) return text;
  const { name, key } = outsideOf(text);
  const sealed = await values.get(runId, name);
  if (!sealed) throw new Error(`The value "${name}" of run ${runId} is kept outside of its record, and is gone.`);
  const decipher = createDecipheriv(CIPHER, Buffer.from(key, 'base64url'), sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const opened = [decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
  return Buffer.concat(opened).toString('utf8');
}

/** What people are asked stands in the run's record until the approvals are there: so much of it, in bytes of JSON. */
const MOST_ASKED = 200_000;

/** What one approval asks takes so much of its record, in bytes of JSON: what is decided, and what people did until then, has to fit as well. */
const MOST_OF_ONE = 140_000;

/** What is smaller, in bytes, saves next to nothing where it is kept outside. */
const WORTH_IT = 1_000;

const sizeOf = (value: unknown): number => bytesOf(JSON.stringify(value));

/**
 * What a run waits for, as its record may hold it: the largest of what people are shown is kept outside, until the rest fits.
 * `value-not-kept` where it does not, and something of it is asked for the first time, in this epoch: before anybody is asked.
 */
export async function waitsForRecord(
  values: ValueStore,
  { runId, epoch }: Pick<Run, 'runId' | 'epoch'>,
  waits: readonly Wait[],
): Promise<Wait[]> {
  let size = sizeOf(waits);
  const fitted = new Map<string, Encoded>();
  const isLarge = (wait: Wait) => sizeOf(wait) > MOST_OF_ONE;
  const bySize = waits
    .flatMap((wait) => shownIn(wait).map((text) => ({ text, large: isLarge(wait) })))
    .sort((one, other) => other.text.length - one.text.length);
  for (const { text, large } of bySize) {
    const most = large || size > MOST_ASKED ? WORTH_IT : MOST_INSIDE;
    const fit = await fitForRecord(values, runId, text, most);
    if (fit === text) continue;
    fitted.set(text, fit);
    size -= bytesOf(text) - fit.length;
  }
  const fit = (text: Encoded) => fitted.get(text) ?? text;
  const inRecord =
    fitted.size === 0
      ? [...waits]
      : waits.map((wait) => (wait.kind === 'approval' ? { ...wait, ask: withShown(wait.ask, fit) } : wait));
  refuseTooMuch(asksOf(inRecord), epoch);
  return inRecord;
}

function refuseTooMuch(asks: readonly Ask[], epoch: number): void {
  const asked = asks.filter((ask) => ask.epoch === epoch);
  const large = asked.find((ask) => sizeOf(ask) > MOST_OF_ONE);
  if (large)
    throw new CountersignError(
      'value-not-kept',
      `What approval "${large.key}" asks takes ${sizeOf(large)} bytes of its record, and at most ${MOST_OF_ONE} are kept. ${largestOf(large)} Give what people are to see as details, which may be as large as it likes.`,
    );
  const size = sizeOf(asks);
  if (asked.length === 0 || size <= MOST_ASKED) return;
  const [largest] = asks.toSorted((one, other) => sizeOf(other) - sizeOf(one));
  throw new CountersignError(
    'value-not-kept',
    `The ${asks.length} approvals that the run waits for at once take ${size} bytes of its record, and at most ${MOST_ASKED} are kept. Ask fewer at once: await some before you ask the others, or start a run for each group of them.${largest ? ` ${largestOf(largest)}` : ''}`,
  );
}

/** Says what takes most of what is asked. */
function largestOf(ask: Ask): string {
  const [[field, size] = ['title', 0]] = Object.entries(ask)
    .map(([name, value]) => [name, sizeOf(value)] as const)
    .sort(([, one], [, other]) => other - one);
  return `The largest is ${field} of approval "${ask.key}", with ${size} bytes.`;
}

const shownIn = (wait: Wait): Encoded[] =>
  wait.kind === 'approval' ? [wait.ask.details, wait.ask.pendingArgs].filter((text) => text !== undefined) : [];

const withShown = <Asked extends Pick<Ask, 'details' | 'pendingArgs'>>(
  asked: Asked,
  to: (text: Encoded) => Encoded,
): Asked => ({
  ...asked,
  ...(asked.details !== undefined && { details: to(asked.details) }),
  ...(asked.pendingArgs !== undefined && { pendingArgs: to(asked.pendingArgs) }),
});

/** The most, in bytes, that is read for an answer: what API Gateway and Lambda carry, less all the rest. */
export const MOST_SHOWN = 4_000_000;

/** The texts in full, as far as they fit into one answer. */
async function shownInFull(values: ValueStore, runId: string, texts: readonly (Encoded | undefined)[], most: number) {
  const full = new Map<Encoded, Encoded>();
  let left = most;
  for (const text of texts) {
    if (text === undefined || !isOutside(text) || outsideOf(text).bytes > left) continue;
    left -= outsideOf(text).bytes;
    full.set(text, await inFull(values, runId, text));
  }
  return (text: Encoded) => full.get(text) ?? text;
}

/** The approval with what people are shown in full. */
export async function approvalInFull(values: ValueStore, approval: Approval, most = MOST_SHOWN): Promise<Approval> {
  const { runId, details, pendingArgs } = approval;
  return withShown(approval, await shownInFull(values, runId, [details, pendingArgs], most));
}

/** The run with its input and its result in full. */
export async function runInFull(values: ValueStore, run: Run, most = MOST_SHOWN): Promise<Run> {
  const result = run.status === 'completed' ? run.result : undefined;
  const to = await shownInFull(values, run.runId, [run.input, result], most);
  const input = to(run.input);
  return run.status === 'completed' ? { ...run, input, result: to(run.result) } : { ...run, input };
}
