/** The secret that the keys follow from which records and links are signed with. */
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import type { KeptProps } from './kept-props.ts';
import { keyUse } from './key-use.ts';

export interface RotationProps {
  /** After how many whole days it is made anew; false: never. */
  readonly every: Duration | false;
  readonly rotate: LambdaFunction;
  /** Who works with what the secret holds, and must be able to read what a rotation writes before the first one. */
  readonly readers: readonly LambdaFunction[];
}

/** Made by Secrets Manager, seen by nobody. It is kept as the table is: without it no seal can be checked. */
export class RecordSecret extends Secret {
  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy = RemovalPolicy.RETAIN }: KeptProps) {
    super(scope, id, {
      description: 'What the records of Countersign are signed with',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      ...(encryptionKey && { encryptionKey }),
      removalPolicy,
    });
  }

  /** Lets functions read it: those that end runs, close what ended runs asked, or show records. */
  letSign(...signers: IGrantable[]): void {
    this.#allow(['GetSecretValue'], signers);
    this.#letUseKey('read', signers);
  }

  /** Has it made anew by itself. CDK's own schedule would let the function do more, and whoever calls it come from another account. */
  rotate({ every, rotate, readers }: RotationProps): void {
    if (every === false) {
      acknowledge(this, { SMG4: 'Its rotation was turned off (keyRotation: false): somebody does it by hand.' });
      return;
    }
    this.#allow(['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'], [rotate]);
    this.#letUseKey('write', [rotate]);
    rotate.addPermission('RotateSecret', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    const schedule = new CfnRotationSchedule(this, 'Rotation', {
      secretId: this.secretArn,
      rotationLambdaArn: rotate.functionArn,
      rotationRules: { automaticallyAfterDays: every.toDays() },
      // Else each change of the schedule would make it anew.
      rotateImmediatelyOnUpdate: false,
    });
    schedule.node.addDependency(rotate, ...readers);
  }

  #allow(actions: readonly string[], whom: readonly IGrantable[]): void {
    const statement = { actions: actions.map((action) => `secretsmanager:${action}`), resources: [this.secretArn] };
    for (const { grantPrincipal } of whom) grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
  }

  #letUseKey(how: 'read' | 'write', whom: readonly IGrantable[]): void {
    for (const { grantPrincipal } of whom)
      for (const use of keyUse(this.encryptionKey, 'secretsmanager', how)) grantPrincipal.addToPrincipalPolicy(use);
  }
}
