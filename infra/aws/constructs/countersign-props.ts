/** What a deployment can be told. */
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** Who issues the tokens of people, and for whom. */
export interface JwtProps {
  /** The OpenID Connect issuer, as its tokens name it: `https://…`. */
  readonly issuer: string;
  /** Whom its tokens are for: one of these must be in `aud` (or be the `client_id`). */
  readonly audience: string | readonly string[];
}

/** How people prove who they are. Systems sign their requests (IAM), which needs no prop. */
export interface AuthProps {
  /** With it, people get an HTTP API of their own, and send it tokens. Default: none. */
  readonly jwt?: JwtProps | undefined;
}

/** How the inbox signs people in, and where its files are. */
export interface InboxProps {
  /** The client that the inbox signs people in as: a public one, for the authorization code flow with PKCE. Default: `auth.jwt.audience`, where that is one. */
  readonly clientId?: string | undefined;
  /** What the inbox asks the issuer for. Default: `openid email profile`. */
  readonly scope?: string | undefined;
  /** Which token the inbox shows the API: the one that names the person's e-mail address and groups. Default: `access`. */
  readonly token?: 'access' | 'id' | undefined;
  /** Origins that tokens are fetched from, beside the issuer's own: with Cognito, the domain of the user pool. Default: none. */
  readonly signInOrigins?: readonly string[] | undefined;
  /** The folder of the inbox's files. Default: the package's own; in the repository, what `npm run inbox` makes. */
  readonly files?: string | undefined;
}

/** Who is told over the topic, and of what alone. */
export interface SubscriberProps {
  /** An e-mail address, or a phone number. */
  readonly to: string;
  /** Told only of what these are asked, by their names in the workflow. Default: of everybody's. */
  readonly assignee?: readonly string[] | undefined;
  /** Told only of runs of these workflows. Default: of all. */
  readonly workflow?: readonly string[] | undefined;
}

/** The Slack channel that notices are posted to, and what the Slack app is known by. */
export interface SlackProps {
  /** The secret with the app's bot token `xoxb-…`: as its text, or as the field `token` of JSON. */
  readonly tokenSecret: ISecret;
  /** The secret with what Slack signs requests with: as its text, or as the field `signingSecret` of JSON. It may be the same one. */
  readonly signingSecret: ISecret;
  /** The id of the channel, like `C0123456789`; the app must be in it. */
  readonly channel: string;
}

/** From which address people are written to, through SES, which must have verified it or its domain. */
export interface SesProps {
  /** The address and nothing else, like `approvals@example.com`. */
  readonly from: string;
  /** Default: the identity of the address's domain, in this account and region. */
  readonly identityArn?: string | undefined;
}

/** How people are told, beside the inbox. */
export interface NoticesProps {
  /** Who gets notices by e-mail, once they have confirmed it: every notice, or what concerns them. Default: nobody. */
  readonly emails?: readonly (string | SubscriberProps)[] | undefined;
  /** The phone numbers, like `+4915112345678`, that get notices by SMS: every notice, or what concerns them. Default: none. */
  readonly sms?: readonly (string | SubscriberProps)[] | undefined;
  /** Default: nothing is posted to Slack. */
  readonly slack?: SlackProps | undefined;
  /** With it, people are written to each on their own. Default: none. */
  readonly ses?: SesProps | undefined;
}

/**
 * What a deployment can be told. Nothing of it is needed.
 *
 * @example
 * ```ts
 * const props: CountersignProps = {
 *   workflows: 'src/workflows.ts',
 *   notices: { emails: ['ann@example.com'] },
 *   auth: { jwt: { issuer: 'https://id.example.com', audience: 'approvals' } },
 *   alarms: { email: 'ops@example.com' },
 *   retention: Duration.days(365),
 * };
 * ```
 */
export interface CountersignProps {
  /** The module whose default export is the list of deployed workflows, from where the app is run. It is in `start` and `resume` alone. Default: the examples. */
  readonly workflows?: string | undefined;
  /** What the workflows' own code reads of its environment: names to texts, for `start` and `resume` alone. No secrets: name those and let `workflowCode` read them. Default: nothing. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Default: nobody is told but who looks into the inbox. */
  readonly notices?: NoticesProps | undefined;
  /** The bus that other systems are told on what became of runs. Default: the default bus of the account. */
  readonly eventBus?: IEventBus | undefined;
  /** The state machines whose tasks wait for runs (`taskToken`), and are told what became of them. Default: none. */
  readonly stateMachines?: readonly IStateMachine[] | undefined;
  /** Whether there is a queue whose messages start runs. Default: false. */
  readonly startQueue?: boolean | undefined;
  /** How people prove who they are. Default: they have no API of their own, and decide by links and Slack. */
  readonly auth?: AuthProps | undefined;
  /** Whether the inbox is served, and how it signs people in. Default: true where people have an API. */
  readonly inbox?: boolean | InboxProps | undefined;
  /** A name of its own for the inbox; needs `certificate`. Default: one of CloudFront's. */
  readonly domainName?: string | undefined;
  /** The certificate of `domainName`, which CloudFront wants from us-east-1. */
  readonly certificate?: ICertificate | undefined;
  /** Where the links in notices lead, without a slash at the end. Default: the API of people, else that of systems. */
  readonly publicUrl?: string | undefined;
  /**
   * After what time the secret that records and links are signed with is made anew: 7 to 1,000 whole days. What was signed before
   * stays valid, and links open for a year. `false`: it is not rotated by itself. Default: 60 days.
   */
  readonly keyRotation?: Duration | false | undefined;
  /**
   * The ARN of the stream of a table that was restored, to work on that table instead of the stack's own, which is kept. Nothing
   * of it is changed before an operator has accepted it. Default: the stack's own.
   */
  readonly restoredStreamArn?: string | undefined;
  /**
   * Over how many partitions the list of runs that are due is spread, 4 to 256: each takes a thousand write units a second. For more than
   * some 450 decisions a second, one for each 90 of them (docs/scale.md). Raise it before the rate grows; it cannot be lowered. Default: 4.
   */
  readonly shards?: number | undefined;
  /**
   * How many runs are gone on with at once, 2 to 1,000; the others wait in the queue, so that as many as come at once leave the account's
   * concurrency of Lambda to what people wait for. For more than 8,000 decisions a second, or where steps are slow and many, raise it;
   * in an account that has ten, set 4. Default: 250.
   */
  readonly resumeConcurrency?: number | undefined;
  /** Who is told by e-mail what somebody must act on, once they have confirmed it. Default: nobody; the alarms are there. */
  readonly alarms?: { readonly email?: string | readonly string[] | undefined } | undefined;
  /** For how long finished runs are kept, in whole days, 1 to 3,650. Default: 90 days. */
  readonly retention?: Duration | undefined;
  /** For how long logs are kept. Default: a month. */
  readonly logRetention?: RetentionDays | undefined;
  /** How many requests a second each API takes. Default: 50, in bursts up to 100. */
  readonly throttle?: ThrottleSettings | undefined;
  /**
   * Whether the WebSocket API keeps an access log. API Gateway refuses to write one unless the account has a role for it in its
   * API Gateway settings. Default: false.
   */
  readonly streamLog?: boolean | undefined;
  /** The network that all functions are in; what they must reach from there says docs/guides/aws.md. Default: none of yours. */
  readonly vpc?: IVpc | undefined;
  /** Which subnets of `vpc`. Default: the private ones with a way out. */
  readonly vpcSubnets?: SubnetSelection | undefined;
  /** The security groups of all functions in `vpc`. Default: one for the functions that run workflows, one for the others, both with a way to everywhere. */
  readonly securityGroups?: readonly ISecurityGroup[] | undefined;
  /**
   * A key of yours for the table, buckets, topics, queues, secret and logs. Of a key that is made in this app, the policy is added to; an
   * imported one must let AWS's services use it (docs/guides/aws.md). Default: keys that AWS manages, and one of the stack's own for the topics.
   */
  readonly encryptionKey?: IKey | undefined;
  /** What becomes of the table, the buckets, the record secret and the key of the topics when the stack goes: `DESTROY` loses what people decided, and is for stacks to be thrown away. Default: `RETAIN`. */
  readonly removalPolicy?: RemovalPolicy | undefined;
}
