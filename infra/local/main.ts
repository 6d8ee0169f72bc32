/** `npm start`: the whole system on this machine. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createConsoleLog } from '../../shared/adapters/system/console-log.ts';
import { CountersignError } from '../../shared/errors.ts';
import { buildInbox } from './build-inbox.ts';
import { openDataFolder } from './data-folder.ts';
import { inboxConfig } from './inbox-config.ts';
import { buildAdvice, createInboxPage } from './inbox-page.ts';
import { localSlackSettings } from './local-slack.ts';
import { findRunning, noteRunning, noteStopped, openEngine } from './running.ts';
import { createLocalServer } from './server.ts';
import { createLocalSystem, type LocalSystem } from './system.ts';
import { loadWorkflows } from './workflows-file.ts';

const HELP = `Countersign on this machine: the inbox page, the HTTP interface and everything behind them.

  npm start -- [options]

  --workflows FILE   TypeScript module whose default export is an array of workflows (default: examples/workflows.ts)
  --port N           port on 127.0.0.1 (default: PORT, else 3000)
  --memory           without a DynamoDB engine; nothing survives the process
  --help             this text

  PORT                   as --port
  COUNTERSIGN_DATA       folder for the state (default: .countersign)
  COUNTERSIGN_DIRECTORY  JSON file that says who is in which group, such as
                         {"groups":{"finance":["alice@example.com"]}}; read anew when it changes
  DYNAMODB_ENDPOINT      another DynamoDB engine, such as http://localhost:8000
  COUNTERSIGN_SLACK_TOKEN, COUNTERSIGN_SLACK_SIGNING_SECRET, COUNTERSIGN_SLACK_CHANNEL
                         all three: notices go to this channel of Slack as well, and people decide
                         there (docs/guides/notices.md); without them, nothing is posted
  COUNTERSIGN_STRICT     1: nobody is taken at their word for who they are
`;

/** How often the sweep runs here, in ms; on AWS it is every minute. */
const SWEEP_EVERY = 1_000;

function settings() {
  const { values } = parseArgs({
    options: {
      workflows: { type: 'string' },
      port: { type: 'string' },
      memory: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const port = Number(values.port ?? process.env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new CountersignError(
      'invalid-settings',
      `The port "${values.port ?? process.env.PORT}" must be a number from 1 to 65535.`,
    );
  return {
    ...values,
    port,
    data: process.env.COUNTERSIGN_DATA ?? '.countersign',
    directory: process.env.COUNTERSIGN_DIRECTORY || undefined,
    strict: process.env.COUNTERSIGN_STRICT === '1',
    slack: localSlackSettings(process.env),
  };
}

async function main(): Promise<void> {
  const { help, workflows: file, port, memory = false, data, directory, strict, slack } = settings();
  if (help) return console.log(HELP);
  const workflows = await loadWorkflows(file);
  const folder = openDataFolder(data);
  const running = await findRunning(folder);
  if (running)
    throw new CountersignError(
      'invalid-settings',
      `Countersign is running on ${folder.path} already, at ${running.url}. Stop it first, or set COUNTERSIGN_DATA to another folder.`,
    );
  const built = buildInbox(); // meanwhile the rest starts
  built.catch((error: unknown) => console.error(buildAdvice(error)));
  const engine = memory ? undefined : await openEngine(folder);
  const url = `http://localhost:${port}`;
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  const system = await createLocalSystem({
    folder,
    workflows,
    endpoint: engine?.endpoint,
    directory,
    publicUrl: url,
    slack,
    http: { local: !strict, hosts, origins: [] },
    follow: true,
    log: createConsoleLog(),
  });
  const server = createLocalServer(
    system,
    hosts,
    createInboxPage(built, () => inboxConfig(workflows, directory)),
  );
  await listen(server, port);
  if (engine) noteRunning(folder, { endpoint: engine.endpoint, url });
  else console.warn('Running without a DynamoDB engine: everything is lost when this process ends.');
  const sweeping = sweepForever(system);
  console.log(`Countersign ready at ${url}`);
  console.log(
    `  workflows: ${workflows.map(({ name, version }) => `${name}@${version}`).join(', ')} · state: ${memory ? 'memory' : folder.path} · notices: ${url}/outbox`,
  );

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  server.close();
  server.closeAllConnections();
  sweeping.stop();
  await system.stop();
  noteStopped(folder);
  await engine?.stop();
  process.exit(0);
}

async function listen(server: ReturnType<typeof createLocalServer>, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new CountersignError('invalid-settings', `Port ${port} is taken. Choose another: PORT=${port + 1} npm start`);
  });
}

function sweepForever(system: LocalSystem): { stop(): void } {
  let sweeping = false;
  const timer = setInterval(() => {
    if (sweeping) return;
    sweeping = true;
    system
      .invoke('sweep', {})
      .catch((error: unknown) => console.error('The sweep failed; it runs again.', error))
      .finally(() => {
        sweeping = false;
      });
  }, SWEEP_EVERY);
  return { stop: () => clearInterval(timer) };
}

main().catch((error: unknown) => {
  const known =
    error instanceof CountersignError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  console.error(known ? `${(error as Error).message}\n\nnpm start -- --help says more.` : error);
  process.exit(1);
});
