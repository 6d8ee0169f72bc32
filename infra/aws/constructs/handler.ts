/** One function on Lambda: its code, its log group, and a role that may do what its statements say and nothing else. */
import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type FunctionOptions, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import { bundlingWith, entryOf } from './code.ts';
import { letConnect } from './network.ts';

export interface HandlerProps {
  /** The file in `functions/` that exports `handler`. */
  readonly name: string;
  readonly description: string;
  /** In MB; Lambda lends CPU by it. */
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly statements: readonly PolicyStatement[];
  /** The module of the deployed workflows; the examples by default. */
  readonly workflows?: string | undefined;
  /** What its own code reads of its environment, beside what it is told of the system. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly logs: LogGroupProps;
  /** Where it is; nothing where that is in no network of the app's. */
  readonly place: Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>;
}

export class Handler extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HandlerProps) {
    super(scope, id);
    const { name, statements, workflows, environment, logs, place, ...terms } = props;
    const logGroup = new LogGroup(this, 'Logs', logs);
    // A role of our own: the managed policy that CDK attaches otherwise lets every function write to every log.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of statements) role.addToPolicy(statement);
    if (place.vpc) letConnect(role);
    this.role = role;
    this.function = new NodejsFunction(this, 'Function', {
      ...terms,
      ...place,
      entry: entryOf(name),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: bundlingWith(workflows),
      environment: { NODE_OPTIONS: '--enable-source-maps', ...environment },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    });
    acknowledge(role, {
      'IAM5[Resource::*]':
        'To send traces, and in a network to look at its interfaces: neither X-Ray nor EC2 has a resource to name there.',
    });
  }
}
