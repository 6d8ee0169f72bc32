/** The inbox as a site: its files in a bucket, and the API of people beside them, under one name. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { CountersignProps, PeopleProps } from './countersign-props.ts';
import { InboxHeaders } from './inbox-headers.ts';
import { LOGS } from './logs.ts';
import { PRIVATE } from './private-bucket.ts';

export interface InboxSiteProps {
  readonly api: HttpApi;
  /** Where the page connects to for what happens: `wss://…`. */
  readonly streamUrl: string;
  readonly people: PeopleProps & { readonly clientId: string };
  /** The folder with the built files. */
  readonly files: string;
  readonly domain?: CountersignProps['domain'];
}

/** Where the API is, beside the pages. */
const API_PATH = '/api';

const CONFIG = 'config.json';

export class InboxSite extends Construct {
  /** Without a slash at its end. */
  readonly url: string;
  /** What a domain's DNS record must point to. */
  readonly distributionDomain: string;

  constructor(scope: Construct, id: string, { api, streamUrl, people, files, domain }: InboxSiteProps) {
    super(scope, id);
    // Its files are built again any time.
    const own = new Bucket(this, 'Files', { ...PRIVATE, removalPolicy: RemovalPolicy.DESTROY });
    const bucket = own as IBucket; // CDK's class and its interface differ in what "optional" means, and in nothing else
    const headers = new InboxHeaders(this, 'Headers', { name: this.#nameOf('headers'), streamUrl, people });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The inbox of Countersign',
      ...(domain && {
        domainNames: [domain.name],
        certificate: domain.certificate,
        // Of CloudFront's own name, CloudFront says itself what it speaks.
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: this.#pages(bucket, headers, files),
      // A page that calls an API of another origin must be named by that API (CORS), and must name it (the policy of what it may
      // connect to), so that neither could be deployed first. Under one name there is no other origin, and no extra request for
      // leave before each call.
      additionalBehaviors: { [`${API_PATH}/*`]: this.#calls(api, headers) },
    });
    this.distributionDomain = distribution.distributionDomainName;
    this.url = `https://${domain?.name ?? distribution.distributionDomainName}`;
    const { jwtIssuer: authority, clientId, scope: asked = 'openid email profile' } = people;
    new BucketDeployment(this, 'Deployment', {
      destinationBucket: bucket,
      sources: [
        Source.asset(files),
        Source.jsonData(CONFIG, {
          url: `${this.url}${API_PATH}`,
          streamUrl,
          auth: { kind: 'oidc', authority, clientId, scope: asked },
        }),
      ],
      // Asked for anew each time, and mostly answered with "not modified": nobody works with yesterday's page.
      cacheControl: [CacheControl.noCache()],
      // A page that is open still loads the parts that it was built with.
      prune: false,
      // The bucket can go with the stack only when it is empty.
      retainOnDelete: false,
      logGroup: new LogGroup(this, 'DeploymentLogs', LOGS),
    });
  }

  /** Whatever is no file is a page, and all pages are the one file that shows them. */
  #pages(bucket: IBucket, responseHeadersPolicy: ResponseHeadersPolicy, files: string): BehaviorOptions {
    const names = [...new Set([...readdirSync(resolve(files)), CONFIG])].sort();
    return {
      ...SERVED,
      origin: S3BucketOrigin.withOriginAccessControl(bucket, {
        originAccessControl: new S3OriginAccessControl(this, 'Access', {
          originAccessControlName: this.#nameOf('access'),
        }),
      }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy,
      functionAssociations: [
        this.#beforehand(
          'ToPage',
          `if (!${JSON.stringify(names)}.includes(request.uri.split('/')[1])) request.uri = '/index.html';`,
        ),
      ],
    };
  }

  #calls(api: HttpApi, responseHeadersPolicy: ResponseHeadersPolicy): BehaviorOptions {
    const { region, urlSuffix } = Stack.of(this);
    return {
      ...SERVED,
      origin: new HttpOrigin(`${api.apiId}.execute-api.${region}.${urlSuffix}`),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // The token and the rest as they came; but an API answers under its own name only.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy,
      functionAssociations: [
        this.#beforehand('ToApi', `request.uri = request.uri.slice(${JSON.stringify(API_PATH)}.length);`),
      ],
    };
  }

  /** CloudFront's names are those of all regions; CDK's own would be the same in each. */
  #nameOf(part: string): string {
    return `${Names.uniqueResourceName(this, { maxLength: 30 })}-${part}-${Stack.of(this).region}`;
  }

  /** Changes each request before it goes on. */
  #beforehand(id: string, change: string) {
    const code = `function handler(event) {\n  const request = event.request;\n  ${change}\n  return request;\n}\n`;
    return {
      eventType: FunctionEventType.VIEWER_REQUEST,
      function: new EdgeFunction(this, id, {
        code: FunctionCode.fromInline(code),
        runtime: FunctionRuntime.JS_2_0,
      }),
    };
  }
}

const SERVED = { viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS, compress: true } as const;
