/** One function on Lambda: its code, its log group, and a role that may do what its statements say and nothing else. */
import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import { bundlingWith, entryOf } from './code.ts';
import { LOGS } from './logs.ts';

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
}

export class Handler extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { name, statements, workflows, ...terms }: HandlerProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', LOGS);
    // A role of our own: the managed policy that CDK attaches otherwise lets every function write to every log.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of statements) role.addToPolicy(statement);
    this.function = new NodejsFunction(this, 'Function', {
      ...terms,
      entry: entryOf(name),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: bundlingWith(workflows),
      environment: { NODE_OPTIONS: '--enable-source-maps' },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    });
    acknowledge(role, { 'IAM5[Resource::*]': 'To send traces; X-Ray has no resources that a policy could name.' });
  }
}
