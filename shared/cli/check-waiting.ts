/** `countersign check-waiting`: the waiting runs of a deployed table that the present code could not go on with. */
import { parseArgs } from 'node:util';
import { counted } from '../domain/in-words.ts';
import type { Workflow } from '../engine/workflow.ts';
import { CountersignError } from '../errors.ts';
import type { ValueStore } from '../ports/value-store.ts';
import type { Checker } from '../use-cases/check-run.ts';
import type { Checked } from '../use-cases/check-waiting.ts';
import { type Command, FINE, HELP_OPTION, print, REFUSED } from './command.ts';
import { createProgress } from './progress.ts';

/** What it does, over whichever records. */
export const CHECKING = `Lists the waiting runs that these workflows could not go on with, and why. Changes nothing and runs no step; what stands in a
workflow outside of its steps is executed, as at every resume. Ends with 1 where there are such runs.`;

const HELP = `${CHECKING}

  countersign check-waiting --workflows FILE --table NAME [options]

  --workflows FILE   the workflows that are to be deployed: the module that the construct's prop names, or what it was compiled to.
                     TypeScript is read by Node 22.18 and later; by an earlier one with NODE_OPTIONS='--import tsx'.
  --table NAME       the deployed table
  --values BUCKET    the bucket of its large values; needed where one of its runs has any
  --json             one JSON object a line: { runId, workflow, version, code, message }
  --help             this text

Whom AWS takes you for, and which region, is as for the AWS CLI: AWS_PROFILE, AWS_REGION. It takes leave to
dynamodb:DescribeTable, GetItem, BatchGetItem and Query on the table and its indexes, and s3:GetObject on the bucket.
`;

const OPTIONS = {
  workflows: { type: 'string' },
  table: { type: 'string' },
  values: { type: 'string' },
  json: { type: 'boolean' },
  ...HELP_OPTION,
} as const;

export const check: Command = {
  usage: 'check-waiting --workflows FILE --table NAME',
  summary: 'finds waiting runs that changed code could not go on with',
  help: HELP,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const { workflows: file, table: name, values: bucket, json } = values;
    if (!file || !name) throw new Error(`Say: countersign ${check.usage}`);
    const { loadWorkflowsFile } = await import('./workflows-file.ts');
    const { openTable } = await import('../adapters/dynamodb/operated-table.ts');
    const workflows = await loadWorkflowsFile(file);
    const { runs } = await openTable(name);
    return checkRuns({ workflows, runs, values: await bucketOf(bucket) }, { json });
  },
};

/** The large values of a deployed table. The bucket need not be said where no run has any. */
async function bucketOf(bucket: string | undefined): Promise<ValueStore> {
  const { createS3ValueStore } = await import('../adapters/s3/value-store.ts');
  const client = async () => {
    if (bucket === undefined)
      throw new CountersignError(
        'invalid-settings',
        'A run has large values: say with --values which bucket has them.',
      );
    return new (await import('../adapters/s3/sdk.ts')).S3Client({});
  };
  return createS3ValueStore({ client, bucket: bucket ?? '' });
}

/** Where the runs are, and the code that they are tried with. */
interface Tried extends Pick<Checker, 'runs' | 'values'> {
  readonly workflows: readonly Workflow[];
}

/** Tries every waiting run, prints what was found, and gives the code to end with. */
export async function checkRuns(
  { workflows, ...kept }: Tried,
  { json = false }: { json?: boolean | undefined },
): Promise<number> {
  const { createSystemClock } = await import('../adapters/system/clock.ts');
  const { createRegistry } = await import('../engine/workflow.ts');
  const { checkWaiting } = await import('../use-cases/check-waiting.ts');
  const checking = createProgress('waiting runs checked');
  const checker = { ...kept, workflows: createRegistry(workflows), clock: createSystemClock() };
  const checked = await checkWaiting(checker, checking.at);
  print(json ? checked.findings.map((finding) => `${JSON.stringify(finding)}\n`).join('') : inWords(checked));
  return checked.findings.length > 0 ? REFUSED : FINE;
}

const WAYS_OUT =
  "Each goes on once its version is registered beside the new one, or the new one says what becomes of it: migrate: { '1': (snapshot) => … }.";

function inWords({ checked, findings }: Checked): string {
  const each = findings.map(
    ({ runId, workflow, version, code, message }) => `${runId}  ${workflow}@${version}  ${code}\n  ${message}\n`,
  );
  const all = findings.length === 0 ? 'all can go on.' : `${findings.length} could not go on. ${WAYS_OUT}`;
  return `${each.join('')}${each.length > 0 ? '\n' : ''}${counted(checked, 'waiting run')} checked: ${all}\n`;
}
