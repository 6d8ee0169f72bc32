/** `countersign accept-restored`: lets the runs of a restored table go on, once somebody has looked at it. */
import { parseArgs } from 'node:util';
import type { OperatedTable } from '../adapters/dynamodb/operated-table.ts';
import { counted } from '../domain/in-words.ts';
import type { NotedGeneration } from '../ports/table-generation.ts';
import { acceptRestored, lookAtRestored, type RestoredRuns, retire } from '../use-cases/accept-restored.ts';
import { type Command, FINE, HELP_OPTION, print, REFUSED } from './command.ts';
import { createProgress } from './progress.ts';
import { typed } from './typed.ts';

const HELP = `Lets a restored table live: until then nothing of it is changed, and nobody is told. Shows first what is in it
and what will happen, and asks for the table's name.

  countersign accept-restored --table NAME [options]

  --table NAME   the restored table
  --retire NAME  the table that it was restored from, where there is one: it is frozen in its turn, so that a deployment that
                 leaves out restoredStreamArn one day does not let both go on. Nobody can decide in it any more
  --yes          does not ask, of either
  --help         this text

Whom AWS takes you for, and which region, is as for the AWS CLI: AWS_PROFILE, AWS_REGION. It takes leave to
dynamodb:DescribeTable, GetItem, BatchGetItem, Query, PutItem and UpdateItem on the table and its indexes, and on that which is retired.

Ends with 0 where the table is accepted, now or before, and the other retired where one is named; with 1 where it is not; with 2
where there is none.
`;

const OPTIONS = {
  table: { type: 'string' },
  retire: { type: 'string' },
  yes: { type: 'boolean' },
  ...HELP_OPTION,
} as const;

export const accept: Command = {
  usage: 'accept-restored --table NAME',
  summary: 'lets the runs of a restored table go on',
  help: HELP,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const { table: name, retire: retired, yes = false } = values;
    if (!name) throw new Error(`Say: countersign ${accept.usage}`);
    if (name === retired) throw new Error(`--retire ${retired}: that is the table that goes on.`);
    const { openTable } = await import('../adapters/dynamodb/operated-table.ts');
    const [table, before] = [await openTable(name), retired === undefined ? undefined : await openTable(retired)];
    const code = await acceptTable(name, table, { yes, retired });
    return code === FINE && before && retired ? retireTable(retired, before, table) : code;
  },
};

async function retireTable(
  name: string,
  { generations }: OperatedTable,
  { generation = '' }: OperatedTable,
): Promise<number> {
  const { createSystemClock } = await import('../adapters/system/clock.ts');
  if (!(await retire({ generations, clock: createSystemClock() }, generation))) {
    print(`The table ${name} was not retired: somebody else has noted another life of it meanwhile. Do it again.\n`);
    return REFUSED;
  }
  print(`The table ${name} is retired: functions that work on it find it frozen.\n`);
  return FINE;
}

/** What is asked of whom before anything is done. */
interface Asking {
  readonly yes: boolean;
  /** The table that is retired besides. */
  readonly retired: string | undefined;
}

async function acceptTable(name: string, table: OperatedTable, { yes, retired }: Asking): Promise<number> {
  const { generation, generations } = table;
  if (generation === undefined) {
    print(`The table ${name} has no stream that tells of each change, so nothing could go on. Switch it on first:\n`);
    print(`  aws dynamodb update-table --table-name ${name} \\\n`);
    print('    --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES\n');
    return REFUSED;
  }
  const noted = await generations.read();
  if (noted?.generation === generation) {
    print(`The table ${name} lives under its own stream since ${noted.since}: there is nothing to accept.\n`);
    // The names may have been mixed up: nothing was shown of the other, whose runs people may be deciding.
    if (retired === undefined || yes || (await typed(`To retire ${retired}, type its name: `)) === retired) return FINE;
    print('\nNothing was retired.\n');
    return REFUSED;
  }
  const { createSystemClock } = await import('../adapters/system/clock.ts');
  const restored = { ...table, clock: createSystemClock() };
  print(`${historyOf(name, table, noted)}\n`);
  const looking = createProgress('runs looked at');
  print(contentOf(await lookAtRestored(restored, looking.at)));
  const besides = retired === undefined ? '' : ` and to retire ${retired}`;
  if (!yes && (await typed(`To accept it${besides}, type the name of the table (${name}): `)) !== name) {
    print('\nNothing was accepted.\n');
    return REFUSED;
  }
  const moving = createProgress('runs made due');
  if (!(await acceptRestored(restored, generation, noted, moving.at))) {
    print('Nothing was accepted: somebody else has noted another life of the table meanwhile. Look again.\n');
    return REFUSED;
  }
  print('Accepted. The next sweep looks at every run; it begins within a minute.\n');
  return FINE;
}

function historyOf(name: string, { restoredFrom, generation }: OperatedTable, noted?: NotedGeneration): string {
  const from = restoredFrom
    ? `was restored from ${restoredFrom.table} as it was at ${restoredFrom.at}`
    : 'is a copy, or its stream was switched off and on again';
  const before = noted
    ? `It lived under ${noted.generation} since ${noted.since}.`
    : 'It says nothing of its life before.';
  return `The table ${name} ${from}.\n${before}\nIts own stream is ${generation}.\n`;
}

function contentOf({ waiting, due, running, changedAt }: RestoredRuns): string {
  if (changedAt === undefined) return 'No run in it waits or was at work.\n\n';
  return `  ${counted(waiting, 'run waits', 'runs wait')}; what is due at ${due} of them happens with the next sweep
${running === 0 ? '' : `  ${counted(running, 'run was', 'runs were')} at work: each goes on behind the last step that it remembers, and does the rest again\n`}  The last change to any of them was at ${changedAt}.

What happened after that did happen, and is not in it: decisions, payments, mail. Steps may be done again, each with
the idempotencyKey that it had. Links that were sent before open nothing; reminders bring new ones.

`;
}
