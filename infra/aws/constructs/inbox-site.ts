/** The inbox as a site: its files in a bucket, and the API of people beside them, under one name. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginRequestPolicy,
  type ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { acknowledge, wildcard } from './acknowledged.ts';
import type { CountersignProps } from './countersign-props.ts';
import { InboxHeaders } from './inbox-headers.ts';
import type { InboxTerms } from './inbox-terms.ts';
import { groupsIn, type NetworkProps, placed } from './network.ts';
import { NO_ACCESS_LOG, privately } from './private-bucket.ts';

export interface InboxSiteProps
  extends InboxTerms,
    Pick<CountersignProps, 'domainName' | 'certificate' | 'encryptionKey'> {
  readonly api: HttpApi;
  /** Where the page connects to for what happens: `wss://…`. */
  readonly streamUrl: string;
  /** The folder with the built files. */
  readonly files: string;
  readonly logs: LogGroupProps;
  /** Where the files are copied from while the stack is deployed. */
  readonly network: NetworkProps;
}

/** Where the API is, beside the pages. */
const API_PATH = '/api';

/**
 * What CloudFront would keep for 10 s and tell the next one who asks, whoever that is and whatever the API says of keeping it.
 * These are the statuses that one can forbid it for; of the others it heeds `no-store`.
 */
const REFUSALS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/** Findings on the distribution. */
const DISTRIBUTION = {
  CFR1: 'People decide wherever they are.',
  CFR2: 'Its files are for anybody, and the API behind it is throttled and asks for a token; who has rules for a firewall adds them.',
  CFR3: 'Its files are for anybody, and the API behind it keeps an access log of its own.',
  CFR4: 'Without a name of its own it has that of CloudFront, which says itself what it speaks.',
};

export class InboxSite extends Construct {
  /** Without a slash at its end. */
  readonly url: string;
  /** What a domain's DNS record must point to. */
  readonly distributionDomain: string;

  constructor(scope: Construct, id: string, props: InboxSiteProps) {
    super(scope, id);
    const { api, streamUrl, files, issuer, signInOrigins, domainName, certificate, encryptionKey, logs } = props;
    if (!existsSync(join(files, 'index.html')))
      throw new Error(`inbox.files: there is no index.html in ${files}. Build the inbox first: npm run inbox.`);
    // Its files are built again any time.
    const own = new Bucket(this, 'Files', {
      ...privately({ encryptionKey, removalPolicy: RemovalPolicy.DESTROY }),
      autoDeleteObjects: false, // those who copy the files remove them as well
    });
    const bucket = own as IBucket; // CDK's class and its interface differ in what "optional" means, and in nothing else
    const headers = new InboxHeaders(this, 'Headers', {
      name: this.#nameOf('headers'),
      ...{ streamUrl, issuer, signInOrigins },
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The inbox of Countersign',
      ...(domainName !== undefined &&
        certificate && {
          domainNames: [domainName],
          certificate,
          // Of CloudFront's own name, CloudFront says itself what it speaks.
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
      httpVersion: HttpVersion.HTTP2_AND_3,
      // Its pages differ in what stands behind the `#`, so that there is one file to show.
      defaultRootObject: 'index.html',
      defaultBehavior: this.#pages(bucket, headers),
      // A page that calls an API of another origin must be named by that API (CORS), and must name it (the policy of what it may
      // connect to), so that neither could be deployed first. Under one name there is no other origin, and no extra request for
      // leave before each call.
      additionalBehaviors: { [`${API_PATH}/*`]: this.#calls(api, headers) },
      errorResponses: REFUSALS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    this.distributionDomain = distribution.distributionDomainName;
    this.url = `https://${domainName ?? distribution.distributionDomainName}`;
    const { clientId, scope: asked = 'openid email profile', token = 'access' } = props;
    acknowledge(own, NO_ACCESS_LOG);
    acknowledge(distribution, DISTRIBUTION);
    const { network } = props;
    const pages = new Pages(files);
    const deployment = new BucketDeployment(this, 'Deployment', {
      ...placed(network, groupsIn(this, 'Copier', network)),
      destinationBucket: bucket,
      sources: [
        pages,
        Source.jsonData('config.json', {
          url: `${this.url}${API_PATH}`,
          streamUrl,
          auth: { kind: 'oidc', authority: issuer, clientId, scope: asked, token },
        }),
      ],
      // Asked for anew each time, and mostly answered with "not modified": nobody works with yesterday's page.
      cacheControl: [CacheControl.noCache()],
      // A page that is open still loads the parts that it was built with.
      prune: false,
      // The bucket can go with the stack only when it is empty.
      retainOnDelete: false,
      logGroup: new LogGroup(this, 'DeploymentLogs', logs),
    });
    acknowledge(deployment.handlerRole.node.scope ?? deployment, copierOf(own, pages.bucket));
  }

  #pages(bucket: IBucket, responseHeadersPolicy: ResponseHeadersPolicy): BehaviorOptions {
    const originAccessControl = new S3OriginAccessControl(this, 'Access', {
      originAccessControlName: this.#nameOf('access'),
    });
    return {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy,
    };
  }

  #calls(api: HttpApi, responseHeadersPolicy: ResponseHeadersPolicy): BehaviorOptions {
    const { region, urlSuffix } = Stack.of(this);
    return {
      // Not led on to TLS: what was sent without has been read already.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      origin: new HttpOrigin(`${api.apiId}.execute-api.${region}.${urlSuffix}`),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // The token and the rest as they came; but an API answers under its own name only.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy,
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.#toApi() }],
    };
  }

  /** The API knows nothing of the path that it stands under. */
  #toApi(): EdgeFunction {
    const change = `request.uri = request.uri.slice(${JSON.stringify(API_PATH)}.length);`;
    return new EdgeFunction(this, 'ToApi', {
      code: FunctionCode.fromInline(
        `function handler(event) {\n  const request = event.request;\n  ${change}\n  return request;\n}\n`,
      ),
      runtime: FunctionRuntime.JS_2_0,
    });
  }

  /** CloudFront's names are those of all regions; CDK's own would be the same in each. */
  #nameOf(part: string): string {
    return `${Names.uniqueResourceName(this, { maxLength: 30 })}-${part}-${Stack.of(this).region}`;
  }
}

/** The files, and the bucket that they are copied from: CDK's own, which whoever prepared the account names. */
class Pages implements ISource {
  bucket: IBucket | undefined;
  readonly #files: ISource;

  constructor(folder: string) {
    this.#files = Source.asset(folder);
  }

  bind(...asked: Parameters<ISource['bind']>): ReturnType<ISource['bind']> {
    const bound = this.#files.bind(...asked);
    this.bucket = bound.bucket;
    return bound;
  }
}

/** Findings on what copies the files, which is CDK's and runs while the stack is deployed. */
function copierOf(bucket: Bucket, from: IBucket | undefined): Record<string, string> {
  const copies = 'CDK grants what copying takes, from its own bucket to the one of the files.';
  const actions = ['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject'].map((action) => `s3:${action}`);
  const wideActions = [...actions, 'kms:GenerateDataKey', 'kms:ReEncrypt'].map((action) => `IAM5[Action::${action}*]`);
  const wideResources = [from, bucket].flatMap((one) => (one ? wildcard(bucket, one.arnForObjects('*')) : []));
  const wide = [...wideActions, ...wideResources];
  return {
    L1: 'CDK says what its function runs on.',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
      'CDK lets its function log so.',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]':
      'CDK lets Lambda put its function into a network so.',
    ...Object.fromEntries(wide.map((finding) => [finding, copies])),
  };
}
