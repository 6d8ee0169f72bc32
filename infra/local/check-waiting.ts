/** `npm run check:waiting`: the waiting runs that the present code could not go on with, before it is deployed. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { createFileValueStore } from '../../shared/adapters/file/value-store.ts';
import { createS3ValueStore } from '../../shared/adapters/s3/value-store.ts';
import { createSystemClock } from '../../shared/adapters/system/clock.ts';
import type { RunError, WaitingRun } from '../../shared/domain/run.ts';
import { createRegistry } from '../../shared/engine/workflow.ts';
import { CountersignError } from '../../shared/errors.ts';
import { type Checker, checkRun } from '../../shared/use-cases/check-run.ts';
import { openDataFolder } from './data-folder.ts';
import { ensureTable, LOCAL_AWS } from './engine.ts';
import { findRunning, openEngine } from './running.ts';
import { TABLE_NAME } from './system.ts';
import { loadWorkflows } from './workflows-file.ts';

const HELP = `Lists the waiting runs that these workflows could not go on with, and why. Changes nothing and runs no step; what stands in a
workflow outside of its steps is executed, as at every resume. Ends with 1 where there are such runs.

  npm run check:waiting -- [options]

  --workflows FILE   the workflows that are to be deployed, as for npm start
  --table NAME       a deployed table, by the AWS credentials and region of the environment (default: the local state)
  --values BUCKET    the bucket of its large values; needed where one of its runs has any
  --json             one JSON object a line: { runId, workflow, version, code, message }
  --help             this text

  COUNTERSIGN_DATA   folder of the local state (default: .countersign)
`;

const PAGE = 100;

interface Finding extends Pick<RunError, 'code' | 'message'>, Pick<WaitingRun, 'runId' | 'workflow' | 'version'> {}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      workflows: { type: 'string' },
      table: { type: 'string' },
      values: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const workflows = createRegistry(await loadWorkflows(values.workflows));
  const { client, table, kept, close } =
    values.table === undefined ? await localTable() : deployedTable(values.table, values.values);
  try {
    const { runs } = await openDynamoDBStores(client, table);
    const { checked, findings } = await checkAll({ runs, values: kept, clock: createSystemClock(), workflows });
    if (values.json) for (const finding of findings) console.log(JSON.stringify(finding));
    else show(checked, findings);
    return findings.length > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

function deployedTable(table: string, bucket: string | undefined) {
  const client = async () => {
    if (bucket === undefined)
      throw new CountersignError(
        'invalid-settings',
        'A run has large values: say with --values which bucket has them.',
      );
    return new (await import('../../shared/adapters/s3/sdk.ts')).S3Client({});
  };
  const kept = createS3ValueStore({ client, bucket: bucket ?? '' });
  return { client: new DynamoDBClient({}), table, kept, close: async () => {} };
}

async function localTable() {
  const folder = openDataFolder(process.env.COUNTERSIGN_DATA ?? '.countersign');
  const running = await findRunning(folder);
  const engine = running ? undefined : await openEngine(folder);
  const endpoint = running?.endpoint ?? engine?.endpoint ?? '';
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
  await ensureTable(client, TABLE_NAME);
  const kept = createFileValueStore(folder.file('values'));
  return { client, table: TABLE_NAME, kept, close: async () => engine?.stop() };
}

async function checkAll(checker: Checker): Promise<{ checked: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  let checked = 0;
  let cursor: string | undefined;
  do {
    const page = await checker.runs.list({ status: 'waiting' }, { limit: PAGE, cursor });
    for (const run of page.items) {
      if (run.status !== 'waiting') continue;
      checked++;
      const problem = await checkRun(checker, run);
      const { runId, workflow, version } = run;
      if (problem) findings.push({ runId, workflow, version, code: problem.code, message: problem.message });
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${checked} waiting runs checked, ${findings.length} found `);
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return { checked, findings };
}

const WAYS_OUT =
  "Each goes on once its version is registered beside the new one, or the new one says what becomes of it: migrate: { '1': (snapshot) => … }.";

function show(checked: number, findings: readonly Finding[]): void {
  for (const { runId, workflow, version, code, message } of findings)
    console.log(`${runId}  ${workflow}@${version}  ${code}\n  ${message}`);
  if (findings.length > 0) console.log('');
  console.log(
    `${checked} waiting ${checked === 1 ? 'run' : 'runs'} checked: ${findings.length === 0 ? 'all can go on.' : `${findings.length} could not go on. ${WAYS_OUT}`}`,
  );
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const known = error instanceof CountersignError || (error instanceof TypeError && 'code' in error);
    console.error(known ? `${error.message}\n\nnpm run check:waiting -- --help says more.` : error);
    process.exit(2);
  },
);
