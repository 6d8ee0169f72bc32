/** The topic that tells people, and its key. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { NoticesProps } from './countersign-props.ts';

export class Notices extends Construct {
  readonly topic: Topic;
  /** What both the topic of notices and that of alarms are encrypted with. */
  readonly key: Key;

  constructor(scope: Construct, id: string, { emails = [], sms = [] }: Pick<NoticesProps, 'emails' | 'sms'>) {
    super(scope, id);
    // A key of its own: other services cannot be let publish under AWS's, whose policy is fixed. A topic keeps nothing,
    // so nothing is lost with the key.
    this.key = new Key(this, 'Key', {
      description: 'Encrypts the notices of Countersign',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', { displayName: 'Countersign', masterKey: this.key, enforceSSL: true });
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
    for (const number of sms) this.topic.addSubscription(new SmsSubscription(number));
  }

  /** Lets the function look who reads the topic. */
  letListReaders(looker: LambdaFunction): void {
    looker.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:ListSubscriptionsByTopic'], resources: [this.topic.topicArn] }),
    );
  }

  /** Lets the function publish. */
  letPublish(publisher: LambdaFunction): void {
    publisher.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
    publisher.addToRolePolicy(
      new PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [this.key.keyArn] }),
    );
  }
}
