/** The secret that the key follows from which records are signed with. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';

/** Made by Secrets Manager, seen by nobody. It outlives its stack, as the table does: without it no seal can be checked. */
export class RecordSecret extends Secret {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'What the records of Countersign are signed with',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this, {
      SMG4: 'What was signed before is checked with the secret before; Secrets Manager keeps one of these, so that who rotates twice must have handed the older keys on.',
    });
  }

  /** Lets functions read it: those that end runs, close what ended runs asked, or show records. */
  letSign(...signers: IGrantable[]): void {
    const statement = { actions: ['secretsmanager:GetSecretValue'], resources: [this.secretArn] };
    for (const { grantPrincipal } of signers) grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
  }
}
