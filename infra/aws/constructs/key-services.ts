/** Lets the services of AWS use the app's own key that must do so in their own name. */
import { Annotations, Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** In this account alone. CloudWatch is let where the alarms are made, CloudFront where the inbox is. */
export function letServicesUse(key: IKey, scope: Construct): void {
  const logs = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`;
  const added = [
    // Rules lay aside in queues what they could not hand over.
    statement('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey'], {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    }),
    statement(
      `logs.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      [
        ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
        ...['kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      ],
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } },
    ),
  ].map((one) => key.addToResourcePolicy(one).statementAdded);
  if (!added.every(Boolean))
    Annotations.of(scope).addWarningV2(
      'countersign:encryptionKey',
      'encryptionKey is imported, so that its policy cannot be added to here. It must let logs, events, cloudwatch and cloudfront use it: docs/guides/aws.md has the policy.',
    );
}

const statement = (service: string, actions: string[], conditions: Record<string, Record<string, string>>) =>
  new PolicyStatement({
    principals: [new ServicePrincipal(service)],
    actions,
    resources: ['*'], // the key that the policy is of
    conditions,
  });
