/** Checks an exported record offline: that nothing in it was altered, left out or put in another order since it happened. */
import { CountersignError } from '../errors.ts';
import { contradictionIn, cutOff } from './check-answers.ts';
import { brokenLink, type RecordProblem, says } from './check-chain.ts';
import { canonicalOf } from './digest.ts';
import { parseInput } from './parse-input.ts';
import { inOrder, type RecordEntry, RunRecord } from './record.ts';
import { hasEnded } from './run.ts';
import { checkSignature, isSoundKey, keyOf, type PublicKey, sealText } from './seal.ts';

/** What a record was found to be. */
export interface RecordVerdict {
  /** True where everything holds, and the text is byte for byte what was exported. */
  sound: boolean;
  /** What was found first, where it is not sound. */
  problem?: RecordProblem;
  runId: string;
  workflow: string;
  version: string;
  status: RunRecord['status'];
  exportedAt: string;
  /** How many entries the run's chain has, and how many approvals were asked. */
  entries: number;
  approvals: number;
  /** The id of the key that sealed the run's end; absent where it has not ended. */
  sealedBy?: string;
  /** The id of the key that signed the export. */
  signedBy: string;
  /** Whether the keys were given, or are those that the record itself brings along. */
  keysFrom: 'given' | 'record';
  /** The ids of the keys that counted. */
  keys: string[];
}

/**
 * Checks a record that `GET /runs/{runId}/record` exported: every digest and chain, that the run went on with what people answered, the
 * seal of the run's end, the signature, and that it is byte for byte what was exported (a newline at its end does no harm). The first thing that
 * does not hold is named. With `keys` (of `GET /keys`) only those count; else those in the record, whose ids are then to be
 * compared. Throws `invalid-json` or `invalid-input` for what is no such record.
 *
 * @example
 * const { sound, problem } = verifyRecord(await readFile('record.json'), { keys });
 * if (!sound) console.error(problem?.message);
 */
export function verifyRecord(
  record: string | Uint8Array,
  { keys: given }: { keys?: readonly PublicKey[] } = {},
): RecordVerdict {
  const text = typeof record === 'string' ? record : decoded(record);
  const read = parsed(text);
  const checked = parseInput(RunRecord, read);
  const { runId, workflow, version, status, exportedAt, entries, approvals, seal, signature } = checked;
  const keys = given ?? checked.keys;
  const problem =
    chainsProblem(checked) ??
    contradictionIn(checked) ??
    keyProblem(keys) ??
    sealProblem(checked, keys) ??
    signatureProblem(read, checked, keys) ??
    formProblem(text, read);
  return {
    sound: problem === undefined,
    ...(problem && { problem }),
    ...{ runId, workflow, version, status, exportedAt },
    ...{ entries: entries.length, approvals: approvals.length },
    ...(seal !== undefined && { sealedBy: keyOf(seal) }),
    ...{ signedBy: keyOf(signature), keysFrom: given ? 'given' : 'record', keys: keys.map(({ kid }) => kid) },
  };
}

/** Bytes that are no UTF-8, and a mark at the beginning, are nothing that was ever exported. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CountersignError('invalid-json', 'The record is no text in UTF-8.', { cause });
  }
}

function parsed(text: string): object {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CountersignError('invalid-json', `The record is not JSON: ${why}`, { cause });
  }
  if (typeof read === 'object' && read !== null) return read;
  throw new CountersignError('invalid-input', 'The record is no JSON object.');
}

function chainsProblem({ approvals, entries }: RunRecord): RecordProblem | undefined {
  for (const [i, { key, epoch, entries }] of approvals.entries()) {
    const broken = brokenLink(entries, { key, epoch });
    if (broken) return broken;
    const before = approvals[i - 1];
    if (before && inOrder(before, { key, epoch }) >= 0) {
      const message = `Approval "${key}" (epoch ${epoch}) stands twice, or not where it belongs.`;
      return { kind: 'reordered', approval: { key, epoch }, message };
    }
  }
  return brokenLink(entries);
}

function keyProblem(keys: readonly PublicKey[]): RecordProblem | undefined {
  const unsound = keys.find((key) => !isSoundKey(key));
  if (!unsound) return undefined;
  return { kind: 'key', message: `The key "${unsound.kid}" is none: its id is not that of its bytes.` };
}

function sealProblem(
  { runId, status, entries, seal }: RunRecord,
  keys: readonly PublicKey[],
): RecordProblem | undefined {
  const wrong = (message: string): RecordProblem => ({ kind: 'seal', message });
  if (!hasEnded({ status }))
    return seal === undefined ? undefined : wrong(`The run is ${status}, and yet it has the seal of one that ended.`);
  if (seal === undefined)
    return wrong(
      'The run has ended, and its record has no seal: somebody took it out; or the run was still being closed, and is to be exported again.',
    );
  const last: RecordEntry = entries.at(-1) ?? {};
  switch (checkSignature(sealText(runId, String(last.digest)), seal, keys)) {
    case 'right':
      return undefined;
    case 'key-unknown':
      return { kind: 'key', message: `The run was sealed with the key "${keyOf(seal)}", which is not among the keys.` };
    case 'wrong':
      return wrong(
        `The seal does not fit the run's chain, which ends with entry ${entries.length} (${says(last)}): the run was altered after it had ended, or the seal was.`,
      );
  }
}

function signatureProblem(read: object, record: RunRecord, keys: readonly PublicKey[]): RecordProblem | undefined {
  const { signature } = record;
  const content = canonicalOf(Object.fromEntries(Object.entries(read).filter(([name]) => name !== 'signature')));
  switch (checkSignature(content, signature, keys)) {
    case 'right':
      return undefined;
    case 'key-unknown':
      return {
        kind: 'key',
        message: `The export was signed with the key "${keyOf(signature)}", which is not among the keys.`,
      };
    case 'wrong':
      return cutOff(record) ?? { kind: 'signature', message: UNSIGNED };
  }
}

const UNSIGNED =
  'The signature over the whole does not fit: something was altered that no chain shows, such as what stands beside the entries, or the last entry of an approval that is open.';

function formProblem(text: string, read: object): RecordProblem | undefined {
  const canonical = canonicalOf(read);
  if (text === canonical || text === `${canonical}\n`) return undefined;
  return {
    kind: 'reformatted',
    message: 'The content is sound, but the file is not byte for byte what was exported: it was formatted anew.',
  };
}
