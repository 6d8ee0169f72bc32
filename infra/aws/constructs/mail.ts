/** Lets functions write e-mail to people, from one address. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { MailProps } from './countersign-props.ts';

/** SES asks for leave on the identity that the sender's address belongs to. */
export function letWrite(writer: LambdaFunction, { from, identityArn }: MailProps): void {
  const { partition, region, account } = Stack.of(writer);
  const domain = from.slice(from.indexOf('@') + 1);
  writer.addToRolePolicy(
    new PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [identityArn ?? `arn:${partition}:ses:${region}:${account}:identity/${domain}`],
      conditions: { StringEquals: { 'ses:FromAddress': from } },
    }),
  );
}
