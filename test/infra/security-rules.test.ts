/** The security rules (cdk-nag's AwsSolutions) over the stack: what they find has a reason, at the place that it is about. */
import {
  type App,
  DefaultStackSynthesizer,
  type DefaultStackSynthesizerProps,
  type IStackSynthesizer,
  RemovalPolicy,
} from 'aws-cdk-lib';
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
  const TOLD = [
    ['nothing is told', {}],
    ['people sign in', INBOX],
    ['everything is told', EVERYTHING],
    ['a network and a key are given as well', { ...EVERYTHING, ...GUARDED }],
  ] as const;
  /** CDK's class and its interface differ in what "optional" means, and in nothing else. */
  const bootstrapped = (props: DefaultStackSynthesizerProps) => ({
    synthesizer: new DefaultStackSynthesizer(props) as IStackSynthesizer,
  });
  const PLACES = [
    ['an account and a region', { env: { account: '111122223333', region: 'eu-central-1' } }],
    ['a region of another partition', { env: { account: '111122223333', region: 'cn-north-1' } }],
    ['a region alone', { env: { region: 'eu-central-1' } }],
    ['a bootstrap of its own', bootstrapped({ qualifier: 'shop' })],
    ['a bucket of its own to deploy from', bootstrapped({ fileAssetsBucketName: 'own' })],
  ] as const;
  it.each([...TOLD, ['the secret is not rotated', { keyRotation: 'false' }] as const])(
    'find nothing without a reason where %s',
    (_case, context) => {
      expect(foundIn(appWith(context))).toEqual([]);
    },
  );

  it.each(TOLD.flatMap(([what, context]) => PLACES.map(([place, props]) => [what, place, context, props] as const)))(
    'find nothing without a reason where %s, and the stack is given %s',
    (_what, _place, context, props) => {
      expect(foundIn(appWith(context, props))).toEqual([]);
    },
  );

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
