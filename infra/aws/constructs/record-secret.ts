/** The secret that the key follows from which records are signed with. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import type { KeptProps } from './kept-props.ts';
import { keyUse } from './key-use.ts';

/** Made by Secrets Manager, seen by nobody. It is kept as the table is: without it no seal can be checked. */
export class RecordSecret extends Secret {
  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy = RemovalPolicy.RETAIN }: KeptProps) {
    super(scope, id, {
      description: 'What the records of Countersign are signed with',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      ...(encryptionKey && { encryptionKey }),
      removalPolicy,
    });
    acknowledge(this, {
      SMG4: 'What was signed before is checked with the secret before; Secrets Manager keeps one of these, so that who rotates twice must have handed the older keys on.',
    });
  }

  /** Lets functions read it: those that end runs, close what ended runs asked, or show records. */
  letSign(...signers: IGrantable[]): void {
    const statement = { actions: ['secretsmanager:GetSecretValue'], resources: [this.secretArn] };
    for (const { grantPrincipal } of signers) {
      grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
      for (const use of keyUse(this.encryptionKey, 'secretsmanager', 'read')) grantPrincipal.addToPrincipalPolicy(use);
    }
  }
}
