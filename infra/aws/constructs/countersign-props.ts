/** What a deployment can be told. */
import type { Duration } from 'aws-cdk-lib';
import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** Who issues the tokens of people, and for whom. */
export interface PeopleProps {
  /** The OpenID Connect issuer, as its tokens name it. */
  readonly jwtIssuer: string;
  /** Whom its tokens are for: one of these must be in `aud` (or be the `client_id`). */
  readonly jwtAudience: readonly string[];
  /** The client that the inbox signs people in as: a public one, for the authorization code flow with PKCE. */
  readonly clientId?: string | undefined;
  /** What the inbox asks the issuer for. Default: `openid email profile`. */
  readonly scope?: string | undefined;
  /** Which token the inbox shows the API: the one that names the person's e-mail address and groups. Default: `access`. */
  readonly token?: 'access' | 'id' | undefined;
  /** Origins that tokens are fetched from, beside the issuer's own: with Cognito, the domain of the user pool. */
  readonly signInOrigins?: readonly string[] | undefined;
}

/** How people are told, beside the inbox. */
export interface NoticesProps {
  /** Who gets every notice by e-mail, once they have confirmed it. Default: nobody. */
  readonly emails?: readonly string[] | undefined;
  /** The phone numbers, like `+4915112345678`, that get every notice by SMS. Default: none. */
  readonly sms?: readonly string[] | undefined;
  /** The Slack channel that notices are posted to, and the secret that holds `{ token, signingSecret }`. Default: none. */
  readonly slack?: { readonly secret: ISecret; readonly channel: string } | undefined;
  /** From which address people are written to, each on their own, and the SES identity that it belongs to. Default: none. */
  readonly mail?: MailProps | undefined;
}

/** From which address people are written to, through SES, which must have verified it or its domain. */
export interface MailProps {
  /** The address and nothing else, like `approvals@example.com`. */
  readonly from: string;
  /** Default: the identity of the address's domain, in this account and region. */
  readonly identityArn?: string | undefined;
}

/**
 * What a deployment can be told. Nothing of it is needed.
 *
 * @example
 * ```ts
 * const props: CountersignProps = {
 *   workflows: 'src/workflows.ts',
 *   notices: { emails: ['ann@example.com'] },
 *   people: { jwtIssuer: 'https://id.example.com', jwtAudience: ['approvals'], clientId: 'inbox' },
 *   retentionDays: 365,
 * };
 * ```
 */
export interface CountersignProps {
  /** The module whose default export is the list of deployed workflows, from where the app is run. Default: the examples. */
  readonly workflows?: string | undefined;
  /** Default: nobody is told but who looks into the inbox. */
  readonly notices?: NoticesProps | undefined;
  /** The bus that other systems are told on what became of runs. Default: the default bus of the account. */
  readonly eventBus?: IEventBus | undefined;
  /** The state machines whose tasks wait for runs (`taskToken`), and are told what became of them. Default: none. */
  readonly stateMachines?: readonly IStateMachine[] | undefined;
  /** Whether there is a queue whose messages start runs. Default: false. */
  readonly startQueue?: boolean | undefined;
  /** With it, people get an HTTP API of their own. Default: none. */
  readonly people?: PeopleProps | undefined;
  /** Whether the inbox is served. Default: where people have an API. */
  readonly inbox?: boolean | undefined;
  /** The folder of the inbox's files. Default: the package's own; in the repository, what `npm run inbox` makes. */
  readonly inboxFiles?: string | undefined;
  /** A name of its own for the inbox, and its certificate, which CloudFront wants from us-east-1. Default: one of CloudFront's. */
  readonly domain?: { readonly name: string; readonly certificate: ICertificate } | undefined;
  /** Where the links in notices lead, without a slash at the end. Default: the API of people, else that of systems. */
  readonly publicUrl?: string | undefined;
  /** For how many days finished runs are kept, 1 to 3,650. Default: 90. */
  readonly retentionDays?: number | undefined;
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
   * Over how many partitions the list of runs that are due is spread, 4 to 256: each takes a thousand write units a second, which is
   * some 150 runs started and decided a second (docs/scale.md). Raise it before the rate grows; it cannot be lowered. Default: 4.
   */
  readonly shards?: number | undefined;
  /** Who is told by e-mail what somebody must act on, once they have confirmed it. Default: nobody; the alarms are there. */
  readonly alarms?: { readonly emails?: readonly string[] | undefined } | undefined;
  /** How many requests a second each API takes. Default: 50, in bursts up to 100. */
  readonly throttle?: ThrottleSettings | undefined;
  /**
   * Whether the WebSocket API keeps an access log. API Gateway refuses to write one unless the account has a role for it in its
   * API Gateway settings. Default: false.
   */
  readonly streamLog?: boolean | undefined;
}
