/** How the system is reached over HTTP, and what of it the settings of a deployment change. */
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  at,
  EVERYTHING,
  INBOX,
  propertiesOf,
  readable,
  resourcesOf,
  SLACK,
  PEOPLE as TOKENS,
  templateOf,
  templateWith,
} from './template.ts';

const PEOPLE = { ...TOKENS, inbox: 'false' };

const systems = templateWith();
const withPeople = templateWith(PEOPLE);
const withEverything = templateWith(EVERYTHING);

/** The routes of an API: which authorization each asks for, and which function serves it. */
function routesOf(template: Template, api: string): Record<string, string> {
  const integrations = propertiesOf(template, 'AWS::ApiGatewayV2::Integration');
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').filter(
    ({ Properties }) => readable(Properties.ApiId) === api,
  );
  return Object.fromEntries(
    routes.map(({ Properties: { RouteKey, AuthorizationType, Target } }) => {
      const integration = integrations[readable(Target).replace('integrations/', '')];
      return [RouteKey, `${AuthorizationType} ${readable(integration?.IntegrationUri)}`];
    }),
  );
}

const outputsOf = (template: Template): Record<string, string> =>
  Object.fromEntries(
    Object.entries(template.toJSON().Outputs).map(([name, output]) => [name, readable(at(output, 'Value'))]),
  );

const settingOf = (template: Template, name: string, variable: string): string =>
  readable(
    at(
      propertiesOf(template, 'AWS::Lambda::Function'),
      `Functions${name}Function`,
      'Environment',
      'Variables',
      variable,
    ),
  );

const publicUrlOf = (template: Template): string => settingOf(template, 'Notify', 'COUNTERSIGN_PUBLIC_URL');

const OPEN = {
  'GET /healthz': 'NONE FunctionsWebhookFunction.Arn',
  'HEAD /healthz': 'NONE FunctionsWebhookFunction.Arn',
  'GET /keys': 'NONE FunctionsWebhookFunction.Arn',
  'HEAD /keys': 'NONE FunctionsWebhookFunction.Arn',
  'GET /openapi.json': 'NONE FunctionsWebhookFunction.Arn',
  'HEAD /openapi.json': 'NONE FunctionsWebhookFunction.Arn',
};

/** Their token is signed by the system itself. */
const LINKS = {
  'GET /decide/{token}': 'NONE FunctionsWebhookFunction.Arn',
  'HEAD /decide/{token}': 'NONE FunctionsWebhookFunction.Arn',
  'POST /decide/{token}': 'NONE FunctionsWebhookFunction.Arn',
};

/** Slack signs what people click there. */
const CLICKS = { 'POST /slack/interactions': 'NONE FunctionsWebhookFunction.Arn' };

/** Routes of their own, so that they can be granted one by one. */
const GRANTABLE = [
  ...['GET /runs', 'GET /runs/{rest+}', 'GET /approvals', 'GET /approvals/{rest+}', 'GET /workflows/{rest+}'],
  ...['decision', 'withdraw', 'comment', 'reassign'].map((act) => `POST /approvals/{runId}/{key}/${act}`),
  ...['POST /decisions', 'POST /webhooks/approve'],
  ...['POST /runs/{rest+}', 'GET /undelivered', 'POST /undelivered/{rest+}'],
];

const FOR_SYSTEMS = {
  'POST /runs': 'AWS_IAM FunctionsStartFunction.Arn',
  ...Object.fromEntries(GRANTABLE.map((route) => [route, 'AWS_IAM FunctionsWebhookFunction.Arn'])),
  $default: 'AWS_IAM FunctionsWebhookFunction.Arn',
};
const FOR_PEOPLE = { 'POST /runs': 'JWT FunctionsStartFunction.Arn', $default: 'JWT FunctionsWebhookFunction.Arn' };

describe('the API for systems', () => {
  it('asks every caller for a signature, but those who look whether it lives or what it is, and links that bear one', () => {
    expect(routesOf(systems, 'SystemsApi')).toEqual({ ...OPEN, ...LINKS, ...FOR_SYSTEMS });
  });

  it('leaves decision links to the API for people where there is one', () => {
    expect(routesOf(withPeople, 'SystemsApi')).toEqual({ ...OPEN, ...FOR_SYSTEMS });
    expect(routesOf(withEverything, 'SystemsApi')).toEqual({ ...OPEN, ...FOR_SYSTEMS });
  });

  it('takes clicks from Slack where Slack is set up and people have no API', () => {
    expect(routesOf(templateWith(SLACK), 'SystemsApi')).toEqual({ ...OPEN, ...LINKS, ...CLICKS, ...FOR_SYSTEMS });
  });

  it('is the only one where nobody issues tokens', () => {
    expect(resourcesOf(systems, 'AWS::ApiGatewayV2::Api').map(({ name }) => name)).toEqual(['StreamApi', 'SystemsApi']);
  });
});

describe('the API for people', () => {
  it('asks every caller for a token, but those who look whether it lives or what it is, and links that bear one', () => {
    expect(routesOf(withPeople, 'PeopleApi')).toEqual({ ...OPEN, ...LINKS, ...FOR_PEOPLE });
  });

  it('takes clicks from Slack where Slack is set up', () => {
    expect(routesOf(withEverything, 'PeopleApi')).toEqual({ ...OPEN, ...LINKS, ...CLICKS, ...FOR_PEOPLE });
  });

  it('takes the tokens of the issuer that are meant for one of the audiences', () => {
    const authorizers = resourcesOf(withPeople, 'AWS::ApiGatewayV2::Authorizer').map(({ Properties }) => Properties);

    expect(authorizers).toEqual([
      expect.objectContaining({
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: PEOPLE.jwtIssuer, Audience: ['countersign', 'countersign-mobile'] },
      }),
    ]);
  });

  it.each([
    ['an issuer without an audience', { jwtIssuer: PEOPLE.jwtIssuer }, /jwtIssuer needs jwtAudience/],
    ['an audience without an issuer', { jwtAudience: 'countersign' }, /jwtAudience needs jwtIssuer/],
  ])('is refused for %s', (_case, context, message) => {
    expect(() => templateWith(context)).toThrow(message);
  });
});

describe('the API for pages that follow what happens', () => {
  it('is one for WebSockets, whose stage has the name of the local path', () => {
    const api = propertiesOf(systems, 'AWS::ApiGatewayV2::Api').StreamApi;
    const stage = propertiesOf(systems, 'AWS::ApiGatewayV2::Stage').StreamStage;

    expect(api?.ProtocolType).toBe('WEBSOCKET');
    expect(stage).toMatchObject({ StageName: 'stream', AutoDeploy: true });
  });

  it('lets anybody connect at the gateway: the function asks for a ticket', () => {
    const served = 'FunctionsStreamFunction.Arn';
    const routes = routesOf(systems, 'StreamApi');

    expect(Object.keys(routes)).toEqual(['$connect', '$disconnect', '$default']);
    for (const route of Object.values(routes)) {
      expect(route).toMatch(/^NONE /);
      expect(route).toContain(served);
    }
  });

  it('keeps an access log where it is asked for: API Gateway needs a role of the account for it', () => {
    const settingsOf = (template: Template) =>
      propertiesOf(template, 'AWS::ApiGatewayV2::Stage').StreamStage?.AccessLogSettings;

    expect(settingsOf(systems)).toBeUndefined();
    expect(readable(at(settingsOf(withEverything), 'DestinationArn'))).toBe('StreamAccessLogs.Arn');
  });
});

describe('each API', () => {
  const stages = resourcesOf(withEverything, 'AWS::ApiGatewayV2::Stage');

  it('has one stage, whose name is no part of the path over HTTP', () => {
    expect(stages.map(({ Properties }) => [readable(Properties.ApiId), Properties.StageName])).toEqual([
      ['StreamApi', 'stream'],
      ['SystemsApi', '$default'],
      ['PeopleApi', '$default'],
    ]);
  });

  it('is throttled', () => {
    for (const { Properties } of stages) {
      expect(Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    }
  });

  it('logs who called which route, and neither path, query nor token', () => {
    for (const { name, Properties } of stages) {
      const logged = Object.values(JSON.parse(String(at(Properties.AccessLogSettings, 'Format'))));

      expect(readable(at(Properties.AccessLogSettings, 'DestinationArn'))).toBe(
        `${name.replace('Stage', 'AccessLogs')}.Arn`,
      );
      expect(logged).toEqual(
        expect.arrayContaining([
          '$context.requestId',
          '$context.routeKey',
          '$context.status',
          '$context.identity.sourceIp',
        ]),
      );
      if (name !== 'StreamStage') expect(logged).toContain('$context.identity.userArn');
      expect(logged.filter((field) => /path|query|header/i.test(String(field)))).toEqual([]);
    }
  });
});

describe('the outputs', () => {
  const STREAM = 'wss://StreamApi.execute-api.AWS::Region.AWS::URLSuffix/stream';
  const OUTPUTS = {
    SystemsUrl: 'SystemsApi.ApiEndpoint',
    StreamUrl: STREAM,
    TopicArn: 'NoticesTopic',
    StartFunctionName: 'FunctionsStartFunction',
  };

  it('name what a system needs to know', () => {
    expect(outputsOf(systems)).toEqual(OUTPUTS);
  });

  it('name the API for people where there is one', () => {
    expect(outputsOf(withPeople)).toEqual({ ...OUTPUTS, PeopleUrl: 'PeopleApi.ApiEndpoint' });
  });

  it('name the inbox where there is one, and where the record of its name must point', () => {
    expect(outputsOf(withEverything)).toEqual({
      ...OUTPUTS,
      PeopleUrl: 'PeopleApi.ApiEndpoint',
      StartQueueUrl: 'StartQueue',
      InboxUrl: 'https://approvals.example.com',
      InboxDistribution: 'InboxDistribution.DomainName',
      MailConfigurationSet: 'MailEvents',
    });
  });
});

describe('the links in notices', () => {
  it('lead to the API for systems where there is no other', () => {
    expect(publicUrlOf(systems)).toBe('SystemsApi.ApiEndpoint');
  });

  it('lead to the API for people where there is one', () => {
    expect(publicUrlOf(withPeople)).toBe('PeopleApi.ApiEndpoint');
  });

  it('lead where the settings say', () => {
    const template = templateWith({ ...PEOPLE, publicUrl: 'https://approvals.example.com' });

    expect(publicUrlOf(template)).toBe('https://approvals.example.com');
  });

  it('are refused where they would not be links', () => {
    expect(() => templateWith({ publicUrl: 'approvals.example.com/' })).toThrow(/^publicUrl: .*must be a URL/);
  });
});

describe('the settings', () => {
  it('name who gets every notice by e-mail and by SMS, and who is told of alarms', () => {
    const subscriptions = resourcesOf(withEverything, 'AWS::SNS::Subscription').map(({ Properties }) => Properties);

    expect(subscriptions).toEqual([
      expect.objectContaining({ Protocol: 'email', Endpoint: 'ann@example.com' }),
      expect.objectContaining({ Protocol: 'email', Endpoint: 'ben@example.com' }),
      expect.objectContaining({ Protocol: 'sms', Endpoint: '+4915112345678' }),
      expect.objectContaining({ Protocol: 'email', Endpoint: 'ops@example.com' }),
    ]);
  });

  it('have a subscriber told of what concerns them alone, where it is said what that is', () => {
    const made = templateOf(() => ({
      notices: {
        emails: [{ to: 'finance@example.com', assignee: ['finance'], workflow: ['refund', 'expense'] }],
        sms: [{ to: '+4915112345678', assignee: ['finance'] }],
      },
    }));

    const filters = resourcesOf(made, 'AWS::SNS::Subscription').map(({ Properties }) => Properties.FilterPolicy);

    expect(filters).toEqual([{ assignee: ['finance'], workflow: ['refund', 'expense'] }, { assignee: ['finance'] }]);
    for (const { Properties } of resourcesOf(withEverything, 'AWS::SNS::Subscription'))
      expect(Properties).not.toHaveProperty('FilterPolicy');
  });

  it('name nobody unless they are given', () => {
    expect(resourcesOf(systems, 'AWS::SNS::Subscription')).toEqual([]);
  });

  it.each([
    ['a Slack channel without the secrets', { slackChannel: 'C1' }, /slackChannel needs slackTokenSecret/],
    ['a name of the inbox without a certificate', { domainName: 'a.example.com' }, /domainName needs certificateArn/],
    [
      'an issuer that is no address',
      { ...PEOPLE, jwtIssuer: 'id.example.com' },
      /auth\.jwt\.issuer: "id\.example\.com" is not/,
    ],
    ['an address that is none', { emails: 'ann' }, /notices\.emails: "ann" is not an e-mail address/],
    ['a number that is none', { sms: '0151 12345678' }, /notices\.sms: "0151 12345678" is not a phone number/],
    ['a sender with a name', { sesFrom: 'A <a@example.com>' }, /notices\.ses\.from: .* is not an e-mail address/],
    ['alarms to nobody', { alarmEmail: 'ops' }, /alarms\.email: "ops" is not/],
    ['an origin with a path', { ...INBOX, signInOrigins: 'https://a.example.com/b' }, /inbox\.signInOrigins/],
    [
      'a name of an inbox that there is not',
      { domainName: 'a.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a' },
      /domainName is the name of the inbox/,
    ],
    [
      'a rotation every day',
      { keyRotation: '1' },
      /^keyRotation: 1 days will not do: 7 to 1,000 whole days, or false\.$/,
    ],
    ['a rotation every four years', { keyRotation: '1461' }, /^keyRotation: 1461 days/],
    ['a rotation at noon', { keyRotation: '7.5' }, /^keyRotation: 7\.5 days/],
    ['a rotation whenever', { keyRotation: 'true' }, /keyRotation is a number of days, or false, not "true"/],
    [
      'a name that nobody reads',
      { colour: 'red' },
      /^-c colour: there is no such setting\. There are workflows, emails, /,
    ],
    ['a name of a prop', { retention: '30' }, /^-c retention: there is no such setting\. Did you mean retentionDays\?/],
    ['a name that is misspelt', { alarmEmails: 'ops@example.com' }, /Did you mean alarmEmail\?/],
    ['a switch that is neither on nor off', { inbox: 'no' }, /inbox is true or false, not "no"/],
  ])('are refused for %s', (_case, context, message) => {
    expect(() => templateWith(context)).toThrow(message);
  });

  it('say for how long finished runs are kept', () => {
    const template = templateWith({ retentionDays: '30' });

    for (const name of ['Start', 'Resume', 'Webhook', 'Notify', 'Sweep']) {
      expect(settingOf(template, name, 'COUNTERSIGN_RETENTION_DAYS')).toBe('30');
    }
  });

  it.each(['0', '1.5', 'forever'])('are refused where runs are to be kept for %s days', (retentionDays) => {
    expect(() => templateWith({ retentionDays })).toThrow(/^retention/);
  });
});
