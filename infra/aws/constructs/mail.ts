/** Lets functions write e-mail to people, from one address, and hears of what comes back. */
import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import type { SesProps } from './countersign-props.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { keyUse } from './key-use.ts';

const { BOUNCE, COMPLAINT, REJECT } = EmailSendingEvent;

export class Mail extends Construct {
  /** What the identity must name as its default, so that SES tells of its mail. */
  readonly configurationSet: string;
  /** What feedback could not take, once it is told. */
  untold?: Queue;
  readonly #from: string;
  readonly #allowedOn: string[];

  constructor(scope: Construct, id: string, { from, identityArn }: SesProps) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const set = new ConfigurationSet(this, 'Events');
    // SES tells the default bus only.
    const bus = EventBus.fromEventBusName(this, 'Bus', 'default');
    set.addEventDestination('ToBus', {
      destination: EventDestination.eventBus(bus),
      events: [BOUNCE, COMPLAINT, REJECT],
    });
    const ses = `arn:${partition}:ses:${region}:${account}`;
    const domain = from.slice(from.indexOf('@') + 1);
    this.configurationSet = set.configurationSetName;
    this.#from = from;
    // SES asks for leave on the identity that the address belongs to, and on the set that it names.
    this.#allowedOn = [identityArn ?? `${ses}:identity/${domain}`, `${ses}:configuration-set/${this.configurationSet}`];
  }

  letWrite(writer: LambdaFunction): void {
    writer.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: this.#allowedOn,
        conditions: { StringEquals: { 'ses:FromAddress': this.#from } },
      }),
    );
  }

  /** Hands the function what comes back. */
  tell(feedback: LambdaFunction, encryptionKey: IKey | undefined): void {
    const [, set = ''] = this.#allowedOn;
    const deadLetterQueue = new DeadLetterQueue(this, 'Untold', encryptionKey);
    acknowledge(deadLetterQueue, { SQS3: 'It is where dead letters go: of the rule above it, and of the function.' });
    this.untold = deadLetterQueue;
    feedback.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
    );
    for (const use of keyUse(encryptionKey, 'sqs', 'write')) feedback.addToRolePolicy(use);
    feedback.configureAsyncInvoke({
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: deadLetterQueue.queueArn }) },
    });
    new Rule(this, 'Feedback', {
      eventPattern: { source: ['aws.ses'], resources: [set] },
      targets: [new LambdaTarget(feedback, { deadLetterQueue, maxEventAge: Duration.hours(6) })],
    });
  }
}
