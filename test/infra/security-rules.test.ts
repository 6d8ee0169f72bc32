/** The security rules (cdk-nag's AwsSolutions) over the stack: what they find has a reason, at the place that it is about. */
import { type App, RemovalPolicy } from 'aws-cdk-lib';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { appWith, constructWith, EVERYTHING, GUARDED, INBOX } from './template.ts';

/** What the rules find, by rule, and where. */
const foundIn = ({ app }: { app: App }): string[] =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );

describe('the security rules', () => {
  it.each([
    ['nothing is told', {}],
    ['people sign in', INBOX],
    ['everything is told', EVERYTHING],
    ['the secret is not rotated', { keyRotation: 'false' }],
    ['a network and a key are given as well', { ...EVERYTHING, ...GUARDED }],
  ])('find nothing without a reason where %s', (_case, context) => {
    expect(foundIn(appWith(context))).toEqual([]);
  });

  it('find nothing without a reason where all is to go with the stack, nor in a network and under a key of the same app', () => {
    const made = constructWith((stack) => ({
      removalPolicy: RemovalPolicy.DESTROY,
      vpc: new Vpc(stack, 'Vpc') as IVpc, // CDK's class and its interface differ in what "optional" means, and in nothing else
      encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
    }));

    const ours = foundIn(made).filter((found) => !found.includes(' Shop/Vpc/'));

    expect(ours).toEqual([]);
  });

  it('find what is added without care', () => {
    const made = appWith();

    new Bucket(made.stack, 'Careless', { enforceSSL: false });

    expect(foundIn(made)).toEqual([
      'AwsSolutions-S1 Countersign/Careless/Resource',
      'AwsSolutions-S10 Countersign/Careless/Resource',
    ]);
  });
});
