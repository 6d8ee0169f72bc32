/** The inbox on AWS: its files, the API beside them, and what browsers are told to refuse to its pages. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  at,
  EVERYTHING,
  INBOX,
  listOf,
  PEOPLE,
  propertiesOf,
  readable,
  resourcesOf,
  statementsOf,
  synthWith,
  templateWith,
  theOne,
} from './template.ts';

const template = templateWith(INBOX);
const named = templateWith(EVERYTHING);

const STREAM = 'wss://StreamApi.execute-api.AWS::Region.AWS::URLSuffix/stream';
const distribution = theOne(template, 'AWS::CloudFront::Distribution').Properties.DistributionConfig;
const pages = at(distribution, 'DefaultCacheBehavior');
const calls = at(distribution, 'CacheBehaviors', 0);

/** The origin that a behavior asks. */
const originOf = (behavior: unknown): unknown =>
  listOf(at(distribution, 'Origins')).find((origin) => at(origin, 'Id') === at(behavior, 'TargetOriginId'));

/** What a behavior makes of an address, by the function that it calls beforehand. */
function rewritten(behavior: unknown, uri: string): unknown {
  const name = readable(at(behavior, 'FunctionAssociations', 0, 'FunctionARN')).replace('.FunctionARN', '');
  const code = propertiesOf(template, 'AWS::CloudFront::Function')[name]?.FunctionCode;
  return at(runInNewContext(`${code}; handler(event)`, { event: { request: { uri } } }), 'uri');
}

/** What the page reads first; what is known only once it is deployed is put in place of the markers. */
function configIn({ template: made, outdir }: ReturnType<typeof synthWith>): unknown {
  const { Properties } = theOne(made, 'Custom::CDKBucketDeployment');
  const file = readdirSync(outdir)
    .map((asset) => join(outdir, asset, 'config.json'))
    .find(existsSync);
  const markers = Object.entries(Object(at(Properties.SourceMarkers, 1)));
  const text = markers.reduce(
    (read, [marker, value]) => read.replaceAll(marker, readable(value)),
    readFileSync(file ?? '', 'utf8'),
  );
  return JSON.parse(text);
}

describe('the inbox', () => {
  it('is served where people have an API, unless it is left out', () => {
    const systems = templateWith();
    const without = templateWith({ ...PEOPLE, inbox: 'false' });

    for (const made of [systems, without]) expect(resourcesOf(made, 'AWS::CloudFront::Distribution')).toEqual([]);
  });

  it('is refused where nobody says as which client it signs people in', () => {
    expect(() => templateWith(PEOPLE)).toThrow(/inbox\.clientId is missing.*inbox: false/);
  });

  it('signs people in as the audience of their tokens, where that is one and nothing else is said', () => {
    const { inboxFiles } = INBOX;
    const made = synthWith({ jwtIssuer: PEOPLE.jwtIssuer, jwtAudience: 'approvals', inboxFiles });

    expect(configIn(made)).toMatchObject({ auth: { clientId: 'approvals' } });
  });

  it('is refused where it was not built', () => {
    expect(() => templateWith({ ...INBOX, inboxFiles: 'nowhere' })).toThrow(/no index\.html in nowhere.*npm run inbox/);
  });

  it('answers over TLS only', () => {
    expect(at(pages, 'ViewerProtocolPolicy')).toBe('redirect-to-https');
    expect(at(calls, 'ViewerProtocolPolicy')).toBe('https-only');
  });

  it('has a name of its own where it is given one, with TLS 1.2 or newer', () => {
    const config = theOne(named, 'AWS::CloudFront::Distribution').Properties.DistributionConfig;

    expect(at(config, 'Aliases')).toEqual(['approvals.example.com']);
    expect(at(config, 'ViewerCertificate')).toMatchObject({
      AcmCertificateArn: EVERYTHING.certificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
  });

  it('shares no name with that of another region, since names of CloudFront are those of all', () => {
    const headers = theOne(template, 'AWS::CloudFront::ResponseHeadersPolicy').Properties;
    const access = theOne(template, 'AWS::CloudFront::OriginAccessControl').Properties;

    expect(readable(at(headers.ResponseHeadersPolicyConfig, 'Name'))).toMatch(/-AWS::Region$/);
    expect(readable(at(access.OriginAccessControlConfig, 'Name'))).toMatch(/-AWS::Region$/);
  });
});

describe("the inbox's pages", () => {
  it('come from a bucket that is closed to the public and to plain HTTP, is encrypted, and goes with the stack', () => {
    const { Properties, DeletionPolicy } =
      resourcesOf(template, 'AWS::S3::Bucket').find(({ name }) => name === 'InboxFiles') ?? {};
    const refused = statementsOf(template).filter(
      (found) => found.in.name === 'InboxFilesPolicy' && found.statement.Effect === 'Deny',
    );

    expect(readable(at(originOf(pages), 'DomainName'))).toBe('InboxFiles.RegionalDomainName');
    expect(Properties?.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(at(Properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0)).toEqual({
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    });
    expect(refused.map(({ statement }) => statement.Condition)).toEqual([{ Bool: { 'aws:SecureTransport': 'false' } }]);
    expect(DeletionPolicy).toBe('Delete');
  });

  it('are read by this one distribution only', () => {
    const allowed = statementsOf(template).filter(
      (found) => found.in.name === 'InboxFilesPolicy' && found.statement.Effect === 'Allow',
    );

    expect(allowed.map(({ statement: { Action, Principal } }) => ({ Action, Principal }))).toEqual([
      { Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } },
    ]);
    expect(readable(at(allowed[0]?.statement.Condition, 'StringEquals', 'AWS:SourceArn'))).toBe(
      'arn:AWS::Partition:cloudfront::AWS::AccountId:distribution/InboxDistribution',
    );
    expect(readable(at(originOf(pages), 'OriginAccessControlId'))).toBe('InboxAccess.Id');
  });

  it('are one file, since they differ in what stands behind the #', () => {
    expect(at(distribution, 'DefaultRootObject')).toBe('index.html');
  });

  it('are asked for anew each time, while those that are open keep their parts', () => {
    const { Properties } = theOne(template, 'Custom::CDKBucketDeployment');

    expect(Properties).toMatchObject({ Prune: false, SystemMetadata: { 'cache-control': 'no-cache' } });
  });
});

describe('the API beside the pages', () => {
  it('is that of people, below a path that it is not told of', () => {
    expect(at(calls, 'PathPattern')).toBe('/api/*');
    expect(readable(at(originOf(calls), 'DomainName'))).toBe('PeopleApi.execute-api.AWS::Region.AWS::URLSuffix');
    expect(at(originOf(calls), 'CustomOriginConfig', 'OriginProtocolPolicy')).toBe('https-only');
    expect(rewritten(calls, '/api/approvals/run-1/approve:refund/decision')).toBe(
      '/approvals/run-1/approve:refund/decision',
    );
  });

  it('takes what is sent with every method, keeps no answer, and hands on everything but the host', () => {
    expect(at(calls, 'AllowedMethods')).toEqual(expect.arrayContaining(['GET', 'POST', 'DELETE']));
    expect(at(calls, 'CachePolicyId')).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad'); // Managed-CachingDisabled
    expect(at(calls, 'OriginRequestPolicyId')).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac'); // Managed-AllViewerExceptHostHeader
  });

  it('keeps no refusal, which another person would be told', () => {
    const kept = listOf(at(distribution, 'CustomErrorResponses'));

    expect(kept).toEqual(
      [400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  it('answers to no page of another origin: there is no CORS', () => {
    for (const { Properties } of resourcesOf(named, 'AWS::ApiGatewayV2::Api')) {
      expect(Properties).not.toHaveProperty('CorsConfiguration');
    }
  });
});

describe('what browsers are told', () => {
  const securityOf = (made: typeof template) =>
    at(
      theOne(made, 'AWS::CloudFront::ResponseHeadersPolicy').Properties.ResponseHeadersPolicyConfig,
      'SecurityHeadersConfig',
    );
  const policyOf = (made: typeof template) =>
    readable(at(securityOf(made), 'ContentSecurityPolicy', 'ContentSecurityPolicy')).split('; ');

  it('is told with the pages and with the API', () => {
    for (const behavior of [pages, calls]) {
      expect(readable(at(behavior, 'ResponseHeadersPolicyId'))).toBe('InboxHeaders');
    }
  });

  it('lets the pages load their own files only, and reach the stream and the issuer beside the API', () => {
    expect(policyOf(template)).toEqual([
      "default-src 'self'",
      `connect-src 'self' ${STREAM} https://id.example.com`,
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
  });

  it('lets them reach the other origins that people sign in at, where there are some', () => {
    expect(policyOf(named)[1]).toMatch(/ https:\/\/id\.example\.com https:\/\/sign-in\.example\.com$/);
  });

  it('is to come over TLS only, to take types as they are said, to frame nothing, and to tell nobody where one was', () => {
    expect(securityOf(template)).toMatchObject({
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
    });
  });
});

describe("the inbox's settings", () => {
  it('say where the API and the stream are, and how people sign in, and hold no secret', () => {
    expect(configIn(synthWith(INBOX))).toEqual({
      url: 'https://InboxDistribution.DomainName/api',
      streamUrl: STREAM,
      auth: {
        kind: 'oidc',
        authority: PEOPLE.jwtIssuer,
        clientId: 'inbox',
        scope: 'openid email profile',
        token: 'access',
      },
    });
  });

  it('name the domain, the scope and the token that the deployment is told', () => {
    expect(configIn(synthWith({ ...EVERYTHING, scope: 'openid email groups', token: 'id' }))).toMatchObject({
      url: 'https://approvals.example.com/api',
      auth: { scope: 'openid email groups', token: 'id' },
    });
  });
});
