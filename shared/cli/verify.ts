/** `countersign verify`: checks exported records offline. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { PublicKey } from '../domain/seal.ts';
import { type RecordVerdict, verifyRecord } from '../domain/verify-record.ts';
import { isCountersignError } from '../errors.ts';
import { type Command, FINE, HELP_OPTION, print, REFUSED } from './command.ts';

const HELP = `Checks the record of a run, offline: that nothing in it was altered, left out or put in another order.

  countersign verify RECORD [options]

  RECORD         a file with the answer of GET /runs/{runId}/record
  --keys FILE    a file with the answer of GET /keys: only these keys count, not those in the record; more than one
                 such file may be given, as of before the secret was rotated
  --json         the verdict as one JSON object
  --help         this text

Ends with 0 where the record is sound, with 1 where it is not, with 2 where it cannot be read.
`;

const OPTIONS = { keys: { type: 'string', multiple: true }, json: { type: 'boolean' }, ...HELP_OPTION } as const;

export const verify: Command = {
  usage: 'verify RECORD',
  summary: 'checks the exported record of a run, offline',
  help: HELP,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error('Say: countersign verify RECORD');
    const keys = values.keys && (await Promise.all(values.keys.map(keysIn))).flat();
    const verdict = verdictOn(file, await readFile(file), keys);
    print(values.json ? `${JSON.stringify(verdict)}\n` : inWords(verdict));
    return verdict.sound ? FINE : REFUSED;
  },
};

function verdictOn(file: string, record: Buffer, keys: PublicKey[] | undefined): RecordVerdict {
  try {
    return verifyRecord(record, keys && { keys });
  } catch (error) {
    if (!isCountersignError(error, 'invalid-input')) throw error;
    // Of another file nearly everything is wrong.
    const why = error.message.split('; ').slice(0, 3).join('; ');
    throw new Error(`${file} is no record as GET /runs/{runId}/record answers it: ${why}.`, { cause: error });
  }
}

const KeysFile = z.object({ keys: z.array(PublicKey) });

async function keysIn(file: string): Promise<PublicKey[]> {
  const read = KeysFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!read.success) throw new Error(`${file} does not hold keys as GET /keys answers them.`);
  return read.data.keys;
}

function inWords(verdict: RecordVerdict): string {
  const { sound, problem, runId, workflow, version, status, exportedAt } = verdict;
  const { entries, approvals, sealedBy, signedBy, keysFrom, keys } = verdict;
  const what = `run ${runId} of ${workflow} ${version}, ${status}, exported at ${exportedAt}`;
  if (!sound) return `Not sound: ${what}.\n${problem?.message}\n`;
  const trusted =
    keysFrom === 'given'
      ? 'Checked with the keys that were given.'
      : `Checked with the keys in the file itself: ${keys.join(', ')}. Compare them with GET /keys.`;
  const seal = sealedBy === undefined ? 'not sealed, as it has not ended' : `sealed by key ${sealedBy}`;
  return `Sound: ${what}.\n${entries} entries, approvals: ${approvals}; ${seal}; signed by key ${signedBy}.\n${trusted}\n`;
}
