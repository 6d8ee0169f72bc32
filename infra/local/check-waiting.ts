/** `npm run check:waiting`: the waiting runs of the local system that the present code could not go on with. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { createFileValueStore } from '../../shared/adapters/file/value-store.ts';
import { CHECKING, checkRuns } from '../../shared/cli/check-waiting.ts';
import { FINE, HELP_OPTION, UNUSABLE } from '../../shared/cli/command.ts';
import { wordsOf } from '../../shared/cli/words.ts';
import { openDataFolder } from './data-folder.ts';
import { ensureTable, LOCAL_AWS } from './engine.ts';
import { findRunning, openEngine } from './running.ts';
import { TABLE_NAME } from './system.ts';
import { loadWorkflows } from './workflows-file.ts';

const HELP = `${CHECKING}

  npm run check:waiting -- [options]

  --workflows FILE   the workflows that are to be deployed, as for npm start
  --json             one JSON object a line: { runId, workflow, version, code, message }
  --help             this text

  COUNTERSIGN_DATA   folder of the local state (default: .countersign)

A deployed table is checked by: npm run countersign -- check-waiting --workflows FILE --table NAME
`;

async function main(): Promise<number> {
  const options = { workflows: { type: 'string' }, json: { type: 'boolean' }, ...HELP_OPTION } as const;
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(HELP);
    return FINE;
  }
  const workflows = await loadWorkflows(values.workflows);
  const folder = openDataFolder(process.env.COUNTERSIGN_DATA ?? '.countersign');
  const running = await findRunning(folder);
  const engine = running ? undefined : await openEngine(folder);
  try {
    const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint: running?.endpoint ?? engine?.endpoint ?? '' });
    await ensureTable(client, TABLE_NAME);
    const { runs } = await openDynamoDBStores(client, TABLE_NAME);
    return await checkRuns({ workflows, runs, values: createFileValueStore(folder.file('values')) }, values);
  } finally {
    await engine?.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`${wordsOf(error)}\n\nnpm run check:waiting -- --help says more.`);
    process.exit(UNUSABLE);
  },
);
