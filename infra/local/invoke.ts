/** `npm run invoke`: one function with one event, on this machine, as `aws lambda invoke` would. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CountersignError } from '../../shared/errors.ts';
import { parseJson } from '../../shared/lambda/input.ts';
import { openDataFolder } from './data-folder.ts';
import { findRunning, openEngine } from './running.ts';
import { createLocalSystem, type FunctionName } from './system.ts';
import { loadWorkflows } from './workflows-file.ts';

const HELP = `Invokes one function with one event, on the state of the local system, whether that is running or not.

  npm run invoke -- FUNCTION EVENT.json [--workflows FILE]

  FUNCTION           start, resume, webhook, stream, notify, wake or sweep
  EVENT.json         a file with the event; - reads it from standard input
  --workflows FILE   as for npm start

  COUNTERSIGN_DATA   folder of the state (default: .countersign)
`;

const FUNCTIONS: readonly string[] = [
  'start',
  'resume',
  'webhook',
  'stream',
  'notify',
  'wake',
  'sweep',
] satisfies FunctionName[];

const isFunction = (name: string | undefined): name is FunctionName => name !== undefined && FUNCTIONS.includes(name);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { workflows: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [name, file] = positionals;
  if (values.help) return console.log(HELP);
  if (!isFunction(name) || file === undefined) {
    const what = name === undefined || isFunction(name) ? '' : `There is no function "${name}". `;
    console.error(`${what}Name a function (${FUNCTIONS.join(', ')}) and a file with its event.\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  const event = parseJson(readFileSync(file === '-' ? 0 : file, 'utf8'));
  const folder = openDataFolder(process.env.COUNTERSIGN_DATA ?? '.countersign');
  const running = await findRunning(folder);
  const engine = running ? undefined : await openEngine(folder);
  const publicUrl = running?.url ?? 'http://localhost:3000';
  const system = await createLocalSystem({
    folder,
    workflows: await loadWorkflows(values.workflows),
    endpoint: running?.endpoint ?? engine?.endpoint,
    directory: process.env.COUNTERSIGN_DIRECTORY || undefined,
    publicUrl,
    http: { local: true, origins: [] },
    follow: running === undefined,
  });
  try {
    console.log(JSON.stringify(await system.invoke(name, event), null, 2));
    await system.settled();
  } finally {
    await system.stop();
    await engine?.stop();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    // Lambda answers a failed invocation with the error's type and message.
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    console.error(
      JSON.stringify(
        { errorType: error instanceof CountersignError ? error.code : name, errorMessage: message },
        null,
        2,
      ),
    );
    process.exit(1);
  },
);
