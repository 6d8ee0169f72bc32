/** The stack that `npm run deploy` makes: Countersign, and what a caller needs to know of it. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Countersign, type CountersignProps } from './constructs/countersign.ts';

export class CountersignStack extends Stack {
  constructor(scope: Construct, id: string, { countersign, ...props }: StackProps & { countersign: CountersignProps }) {
    super(scope, id, { description: 'Workflows that wait for people', ...props });
    const { systemsApi, peopleApi, topic, start } = new Countersign(this, 'Countersign', countersign);
    new CfnOutput(this, 'ApiUrl', { value: systemsApi.apiEndpoint, description: 'The HTTP API for systems (IAM)' });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn, description: 'The topic that notices are sent to' });
    new CfnOutput(this, 'StartFunctionName', {
      value: start.functionName,
      description: 'The function that starts runs',
    });
    if (peopleApi)
      new CfnOutput(this, 'PeopleApiUrl', {
        value: peopleApi.apiEndpoint,
        description: 'The HTTP API for people (JWT)',
      });
  }
}
