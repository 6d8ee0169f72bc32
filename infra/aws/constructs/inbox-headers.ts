/** What browsers are told to refuse to the inbox's pages. */
import { Duration, Fn, Token } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

export interface InboxHeadersProps {
  readonly name: string;
  /** `wss://…`. */
  readonly streamUrl: string;
  /** Where people sign in. */
  readonly issuer: string;
  readonly signInOrigins?: readonly string[] | undefined;
}

export class InboxHeaders extends ResponseHeadersPolicy {
  constructor(scope: Construct, id: string, { name, streamUrl, issuer, signInOrigins = [] }: InboxHeadersProps) {
    const connectsTo = ["'self'", streamUrl, originOf(issuer), ...signInOrigins].join(' ');
    super(scope, id, {
      responseHeadersPolicyName: name,
      comment: 'What the inbox of Countersign may load and reach',
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          override: true,
          contentSecurityPolicy: [
            "default-src 'self'",
            `connect-src ${connectsTo}`,
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
          ].join('; '),
        },
        // Two years, as browsers' preload lists ask.
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
        contentTypeOptions: { override: true },
        // For browsers that do not know frame-ancestors.
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        // Addresses name runs and approvals.
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      },
    });
  }
}

/** The policy takes an address with a path for that very path. An issuer that is made in the same app has no address yet. */
const originOf = (url: string): string =>
  Token.isUnresolved(url) ? `https://${Fn.select(2, Fn.split('/', url))}` : new URL(url).origin;
