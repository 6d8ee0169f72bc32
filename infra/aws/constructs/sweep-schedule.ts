/** Runs the sweep every minute. */
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { keyUse } from './key-use.ts';

const MINUTE = Duration.minutes(1);

export class SweepSchedule extends Construct {
  /** What says when sweeping failed. */
  readonly missed: Queue;

  constructor(scope: Construct, id: string, sweep: LambdaFunction, encryptionKey: IKey | undefined) {
    super(scope, id);
    // What is in this queue says when sweeping failed. Nothing of it has to be done again: the next sweep does it.
    const missed = new DeadLetterQueue(this, 'Missed', encryptionKey);
    this.missed = missed;
    acknowledge(missed, { SQS3: 'It is where dead letters go: of the rule above it, and of the function.' });
    sweep.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [missed.queueArn] }));
    for (const use of keyUse(encryptionKey, 'sqs', 'write')) sweep.addToRolePolicy(use);
    sweep.configureAsyncInvoke({
      // A sweep that failed is not repeated, for the next one is at hand.
      retryAttempts: 0,
      maxEventAge: MINUTE,
      onFailure: { bind: () => ({ destination: missed.queueArn }) },
    });
    this.#letHaveHelp(sweep);
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(MINUTE),
      targets: [new LambdaTarget(sweep, { retryAttempts: 2, maxEventAge: MINUTE, deadLetterQueue: missed })],
    });
  }

  /** Where more is due than one sweep takes, it invokes itself for each part. */
  #letHaveHelp(sweep: LambdaFunction): void {
    // A policy apart: the function waits for the one that its role begins with, and this one names the function.
    const help = new Policy(this, 'Help', {
      statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sweep.functionArn] })],
    });
    if (sweep.role) help.attachToRole(sweep.role);
  }
}
