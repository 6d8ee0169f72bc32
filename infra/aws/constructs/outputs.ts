/** What whoever deploys the system must know of it, as outputs of its stack. */
import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const TOLD = {
  SystemsUrl: 'The HTTP API for systems (IAM)',
  PeopleUrl: 'The HTTP API for people (JWT)',
  StreamUrl: 'The WebSocket API, which tells what happens',
  InboxUrl: 'The page where people decide; the issuer must let sign-ins lead back to it',
  InboxDistribution: 'What the DNS record of a name of your own points to',
  MailConfigurationSet: 'What the SES identity must name as its default',
  TopicArn: 'The topic that notices are sent to',
  StartQueueUrl: 'The queue whose messages start runs',
  StartFunctionName: 'The function that starts runs',
};

/** An output for each part that there is. */
export const outputsIn = (scope: Construct, values: Record<keyof typeof TOLD, string | undefined>): CfnOutput[] =>
  Object.entries(TOLD).flatMap(([name, description]) => {
    const value = values[name as keyof typeof TOLD]; // it has exactly these keys
    return value === undefined ? [] : [new CfnOutput(scope, name, { value, description })];
  });
