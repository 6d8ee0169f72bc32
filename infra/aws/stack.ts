/** The stack that `npm run deploy` makes: Countersign as the command line says, and what a caller needs to know of it. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Countersign } from './constructs/countersign.ts';
import { settingsOf } from './settings.ts';

export class CountersignStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Workflows that wait for people', ...props });
    const { systemsApi, peopleApi, streamUrl, inbox, mail, topic, start, startQueue } = new Countersign(
      this,
      'Countersign',
      settingsOf(this),
    );
    const tell = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    tell('SystemsUrl', systemsApi.apiEndpoint, 'The HTTP API for systems (IAM)');
    if (peopleApi) tell('PeopleUrl', peopleApi.apiEndpoint, 'The HTTP API for people (JWT)');
    tell('StreamUrl', streamUrl, 'The WebSocket API, which tells what happens');
    if (inbox) {
      tell('InboxUrl', inbox.url, 'The page where people decide; the issuer must let sign-ins lead back to it');
      tell('InboxDistribution', inbox.distributionDomain, 'What the DNS record of a name of your own points to');
    }
    if (mail) tell('MailConfigurationSet', mail.configurationSet, 'What the SES identity must name as its default');
    tell('TopicArn', topic.topicArn, 'The topic that notices are sent to');
    if (startQueue) tell('StartQueueUrl', startQueue.queueUrl, 'The queue whose messages start runs');
    tell('StartFunctionName', start.functionName, 'The function that starts runs');
  }
}
