/**
 * What AWS charges: us-east-1, list prices in US dollars, before any free tier, as AWS's pricing pages said in autumn 2026; and
 * how many billed operations others take for the same work. Every figure of `npm run bench -- --only cost` is made of these.
 */

/** Dollars for a million of each. */
export const PRICES = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand: a write unit is 1 KB, a read unit 4 KB read strongly. */
  writeUnit: 0.625,
  readUnit: 0.125,
  /** https://aws.amazon.com/lambda/pricing, arm. */
  invocation: 0.2,
  gigabyteSecond: 13.3334,
  /** https://aws.amazon.com/sqs/pricing, standard queues. */
  queueRequest: 0.4,
  /** https://aws.amazon.com/api-gateway/pricing, HTTP APIs. */
  httpRequest: 1,
  /** https://aws.amazon.com/sns/pricing. What is delivered by e-mail is $2.00 per 100,000 more, for whoever sends it. */
  publish: 0.5,
  /** https://aws.amazon.com/lambda/pricing, durable functions. */
  durableOperation: 8,
  durableGigabyte: 250_000,
  /** https://aws.amazon.com/step-functions/pricing, Standard. */
  transition: 25,
  /** https://temporal.io/pricing, actions as one pays as one goes; one's own workers come on top. */
  temporalAction: 50,
  /** https://aws.amazon.com/eventbridge/pricing, custom events. What a rule on a schedule sends costs nothing. */
  event: 1,
  /** https://aws.amazon.com/xray/pricing, traces recorded. */
  trace: 5,
} as const;

/** Dollars for one of each, by the month where it is kept. */
export const MONTHLY = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand: a gigabyte, and what can be restored of it to any second. */
  gigabyteKept: 0.25,
  gigabyteRestorable: 0.2,
  /** https://aws.amazon.com/secrets-manager/pricing */
  secret: 0.4,
  /** https://aws.amazon.com/kms/pricing, a key of one's own. */
  key: 1,
  /** https://aws.amazon.com/cloudwatch/pricing: a metric of an alarm, a dashboard beyond the first three of an account, a metric of one's own, a gigabyte of logs taken in. */
  alarm: 0.1,
  dashboard: 3,
  metric: 0.3,
  gigabyteLogged: 0.5,
} as const;

/** What is assumed, the same for everyone, where this machine cannot measure what Lambda would. */
export const ASSUMED = {
  /** Billed for each invocation, in ms, and for each request to DynamoDB within it. */
  msAnInvocation: 20,
  msARequest: 5,
  /** Of a function that other systems bring for the same work, in MB. */
  memory: { workflow: 1_024, front: 512 },
} as const;

/**
 * What X-Ray records of the invocations of each function: the first in each second, and this part of the others
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html).
 */
export const TRACED_BEYOND = 0.05;

/**
 * How often Lambda asks a queue for messages while there are none: five readers, each once in 20 s
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). An answer without a message is billed as any other.
 */
export const EMPTY_RECEIVES_A_MINUTE = 5 * 3;

/** A wake-up is sent, received and deleted. */
export const REQUESTS_A_MESSAGE = 3;

/** The operations that Lambda durable functions bill. */
export const DURABLE = {
  start: 1,
  step: 1,
  /** `waitForCallback`: its own context, the callback, and the step that tells of it. */
  approval: 3,
} as const;

/** The actions that Temporal Cloud bills: the start, each activity, and for an approval its timer and its signal. */
export const ACTIONS = { start: 1, step: 1, approval: 2 } as const;

/** The transitions that Step Functions Standard bills: each state that is entered, and the start. */
export const TRANSITIONS = {
  start: 1,
  step: 1,
  /** One state that waits for a task token, and publishes the notice itself. */
  approval: 1,
} as const;

/**
 * What people need in front of either, which has no list of what is pending: a record of each approval with its token, written
 * when it is asked and when it is decided, and read once in between.
 */
export const TOKEN_RECORD = { writeUnits: 2, readUnits: 1 } as const;
