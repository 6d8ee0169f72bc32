/** The functions: what each is given, and what it may do. */
import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV, type Setting } from '../../../shared/lambda/env.ts';
import { Handler } from './handler.ts';
import { groupsIn, type NetworkProps, placed } from './network.ts';
import { accessTo, type TableAccess } from './table-access.ts';
import { WorkflowCode } from './workflow-code.ts';

interface Terms {
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  /** What it reads of its environment. */
  readonly settings: readonly Setting[];
  readonly table?: TableAccess;
}

/** Which life of the table it works in. */
const LIFE = ['generation', 'restored'] as const;

const KEPT = ['table', 'shards', ...LIFE, 'values', 'retentionDays', 'secret'] as const;

/** The pages that may call it. */
const HTTP = ['inboxUrl'] as const;

/** By which ways people are told, and where links lead. */
const TELLING = ['topic', 'publicUrl', 'inboxUrl', 'mailFrom', 'slackChannel', 'slackToken'] as const;

export const FUNCTIONS = {
  start: {
    description: 'Starts runs, and drives each to its first pause',
    // A caller waits while it loads and runs the workflow: more memory is more CPU.
    memorySize: 1_024,
    // It hands the run over after 20 s, but a step that had begun by then is let finish: killed, it would run again.
    timeout: Duration.minutes(15),
    settings: [...KEPT, ...HTTP],
    table: { actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
  },
  resume: {
    description: 'Goes on with runs that were woken',
    // Nobody waits for it, but the workflow's own code needs room.
    memorySize: 1_024,
    // As long as Lambda allows: a step may take that long, less the half minute in which the run is handed over.
    timeout: Duration.minutes(15),
    settings: KEPT,
    table: { actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
  },
  webhook: {
    description: 'Records decisions, and serves the HTTP interface',
    // A person waits, often for a cold start, which is bound by CPU.
    memorySize: 512,
    // Half of the 30 s that API Gateway waits: a request is a few reads and a write; one that hangs is better repeated.
    timeout: Duration.seconds(15),
    settings: [...KEPT, ...HTTP, 'publicUrl', 'slackToken', 'slackSigningSecret'],
    table: {
      actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      indexes: ['due', 'inbox', 'listing', 'key'],
    },
  },
  stream: {
    description: 'Lets pages follow what happens: opens their connections, and closes them',
    // A page waits, often for a cold start, which is bound by CPU.
    memorySize: 512,
    // A third of what API Gateway waits: it reads a few records and writes one; a page that is refused connects again.
    timeout: Duration.seconds(10),
    settings: ['table', 'shards', ...HTTP],
    table: {
      actions: ['GetItem', 'Query', 'PutItem', 'DeleteItem'],
      indexes: ['key'],
    },
  },
  notify: {
    description: 'Creates the approvals that runs ask for, and tells people',
    // A batch is handled all at once, with the clients of two services.
    memorySize: 512,
    // A batch takes a second or two; the rest is for the SDK's own retries while a service is slow.
    timeout: Duration.seconds(60),
    settings: [...KEPT, ...TELLING, 'sockets', 'eventBus'],
    table: {
      actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
      indexes: ['inbox'],
    },
  },
  wake: {
    description: 'Puts the runs that can go on onto the wake-up queue',
    // It only forwards, and is asleep most of the time.
    memorySize: 256,
    // A batch is as many messages, sent at once; the rest is for the SDK's own retries.
    timeout: Duration.seconds(30),
    settings: ['queue', 'generation'],
  },
  sweep: {
    description: 'Does what time brings, and gets stuck runs going',
    // It works on ten runs at once; where much is due, several of it work side by side.
    memorySize: 512,
    // It stops before the next one begins, a minute later.
    timeout: Duration.seconds(55),
    settings: [...KEPT, ...TELLING, 'eventBus'],
    table: {
      actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      indexes: ['due', 'inbox'],
    },
  },
  feedback: {
    description: 'Takes note of mail that did not reach its reader',
    // Nobody waits, and it seldom runs.
    memorySize: 256,
    // A read and two writes; the rest is for the SDK's own retries.
    timeout: Duration.seconds(30),
    settings: ['table', 'shards', ...LIFE],
    table: { actions: ['GetItem', 'PutItem', 'UpdateItem'] },
  },
  rotate: {
    description: 'Makes the secret that records and links are signed with anew',
    // Nobody waits, and it seldom runs.
    memorySize: 256,
    // A few calls of one service; the rest is for the SDK's own retries. What fails is begun anew by Secrets Manager.
    timeout: Duration.seconds(30),
    settings: ['secret'],
  },
} as const satisfies Record<string, Terms>;

export type FunctionName = keyof typeof FUNCTIONS;

/** The functions that run workflows. */
const RUNNERS: readonly FunctionName[] = ['start', 'resume'];

export interface FunctionsProps {
  readonly table: ITable;
  readonly workflows?: string | undefined;
  /** What workflows read of their environment. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly logs: LogGroupProps;
  readonly network: NetworkProps;
}

export class Functions extends Construct implements Record<FunctionName, NodejsFunction> {
  readonly start: NodejsFunction;
  readonly resume: NodejsFunction;
  readonly webhook: NodejsFunction;
  readonly stream: NodejsFunction;
  readonly notify: NodejsFunction;
  readonly wake: NodejsFunction;
  readonly sweep: NodejsFunction;
  /** Fed only where people are written to by mail. */
  readonly feedback: NodejsFunction;
  /** Called only where the secret is rotated by itself. */
  readonly rotate: NodejsFunction;
  readonly workflowCode: WorkflowCode;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const { table, workflows, logs, network } = props;
    const groups = { runners: groupsIn(this, 'WorkflowCode', network), others: groupsIn(this, 'Others', network) };
    const roles: Role[] = [];
    const make = (name: FunctionName, logicalName: string): NodejsFunction => {
      const { settings: _told, table: access, ...terms }: Terms = FUNCTIONS[name];
      const statements = access ? accessTo(table, access) : [];
      const runs = RUNNERS.includes(name);
      const own = runs ? { workflows, environment: props.environment } : {};
      const place = placed(network, runs ? groups.runners : groups.others);
      const handler = new Handler(this, logicalName, { ...terms, ...own, name, statements, logs, place });
      if (runs) roles.push(handler.role);
      return handler.function;
    };
    this.start = make('start', 'Start');
    this.resume = make('resume', 'Resume');
    this.webhook = make('webhook', 'Webhook');
    this.stream = make('stream', 'Stream');
    this.notify = make('notify', 'Notify');
    this.wake = make('wake', 'Wake');
    this.sweep = make('sweep', 'Sweep');
    this.feedback = make('feedback', 'Feedback');
    this.rotate = make('rotate', 'Rotate');
    this.workflowCode = new WorkflowCode(roles, groups.runners);
  }

  /** Each under its name. */
  byName(): Record<FunctionName, NodejsFunction> {
    const { start, resume, webhook, stream, notify, wake, sweep, feedback, rotate } = this;
    return { start, resume, webhook, stream, notify, wake, sweep, feedback, rotate };
  }

  /** The functions that read a setting, and so work with what it names. */
  readersOf(setting: Setting): NodejsFunction[] {
    const named = Object.entries(this.byName());
    return named.filter(([name]) => readsOf(name as FunctionName).includes(setting)).map(([, one]) => one);
  }

  /** Tells the settings to the functions that read them; what is not set is told to none. */
  tell(settings: Partial<Record<Setting, string | undefined>>): void {
    for (const setting of Object.keys(ENV) as Setting[]) {
      // ENV has exactly these keys
      const value = settings[setting];
      if (value === undefined) continue;
      for (const reader of this.readersOf(setting)) reader.addEnvironment(ENV[setting], value);
    }
  }
}

const readsOf = (name: FunctionName): readonly Setting[] => FUNCTIONS[name].settings;
