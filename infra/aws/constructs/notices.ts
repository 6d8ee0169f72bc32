/** The topic that tells people, and its key. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription, type SubscriptionProps } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { NoticesProps, SubscriberProps } from './countersign-props.ts';
import { keyUse } from './key-use.ts';

export interface NoticesTopicProps extends Pick<NoticesProps, 'emails' | 'sms'> {
  readonly encryptionKey?: IKey | undefined;
}

export class Notices extends Construct {
  readonly topic: Topic;
  /** What both the topic of notices and that of alarms are encrypted with. */
  readonly key: IKey;

  constructor(scope: Construct, id: string, { emails = [], sms = [], encryptionKey }: NoticesTopicProps) {
    super(scope, id);
    // A key of its own: other services cannot be let publish under AWS's, whose policy is fixed. A topic keeps nothing,
    // so nothing is lost with the key.
    this.key =
      encryptionKey ??
      new Key(this, 'Key', {
        description: 'Encrypts the notices of Countersign',
        enableKeyRotation: true,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    this.topic = new Topic(this, 'Topic', { displayName: 'Countersign', masterKey: this.key, enforceSSL: true });
    for (const { to, ...filter } of emails.map(subscriberOf))
      this.topic.addSubscription(new EmailSubscription(to, filtered(filter)));
    for (const { to, ...filter } of sms.map(subscriberOf))
      this.topic.addSubscription(new SmsSubscription(to, filtered(filter)));
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
    for (const use of keyUse(this.key, 'sns', 'write')) publisher.addToRolePolicy(use);
  }
}

const subscriberOf = (one: string | SubscriberProps): SubscriberProps => (typeof one === 'string' ? { to: one } : one);

/** By the attributes that each notice is published with. */
function filtered(filter: Omit<SubscriberProps, 'to'>): SubscriptionProps {
  const attributes = Object.entries(filter).flatMap(([attribute, allowlist]) =>
    allowlist ? [[attribute, SubscriptionFilter.stringFilter({ allowlist: [...allowlist] })] as const] : [],
  );
  return attributes.length === 0 ? {} : { filterPolicy: Object.fromEntries(attributes) };
}
