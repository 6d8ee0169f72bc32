/** How the system is reached over HTTP, and what of it the settings of a deployment change. */
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { at, propertiesOf, readable, resourcesOf, templateWith } from './template.ts';

const PEOPLE = { jwtIssuer: 'https://id.example.com', jwtAudience: 'countersign,countersign-mobile' };

const systems = templateWith();
const withPeople = templateWith(PEOPLE);

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
  'GET /keys': 'NONE FunctionsWebhookFunction.Arn',
  'GET /openapi.json': 'NONE FunctionsWebhookFunction.Arn',
};

describe('the API for systems', () => {
  it('asks every caller for a signature, but those who look whether it lives or what it is', () => {
    expect(routesOf(systems, 'SystemsApi')).toEqual({
      ...OPEN,
      'POST /runs': 'AWS_IAM FunctionsStartFunction.Arn',
      $default: 'AWS_IAM FunctionsWebhookFunction.Arn',
    });
  });

  it('is the only one where nobody issues tokens', () => {
    expect(resourcesOf(systems, 'AWS::ApiGatewayV2::Api').map(({ name }) => name)).toEqual(['SystemsApi']);
  });
});

describe('the API for people', () => {
  it('asks every caller for a token, but those who look whether it lives or what it is', () => {
    expect(routesOf(withPeople, 'PeopleApi')).toEqual({
      ...OPEN,
      'POST /runs': 'JWT FunctionsStartFunction.Arn',
      $default: 'JWT FunctionsWebhookFunction.Arn',
    });
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

  it('leaves the API for systems as it is', () => {
    expect(routesOf(withPeople, 'SystemsApi')).toEqual(routesOf(systems, 'SystemsApi'));
  });

  it.each([
    ['an issuer without an audience', { jwtIssuer: PEOPLE.jwtIssuer }, /jwtIssuer needs jwtAudience/],
    ['an audience without an issuer', { jwtAudience: 'countersign' }, /jwtAudience needs jwtIssuer/],
  ])('is refused for %s', (_case, context, message) => {
    expect(() => templateWith(context)).toThrow(message);
  });
});

describe('each API', () => {
  const stages = resourcesOf(withPeople, 'AWS::ApiGatewayV2::Stage');

  it('has one stage, whose name is no part of the path', () => {
    expect(stages.map(({ Properties }) => [readable(Properties.ApiId), Properties.StageName])).toEqual([
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
          '$context.identity.userArn',
        ]),
      );
      expect(logged.filter((field) => /path|query|header/i.test(String(field)))).toEqual([]);
    }
  });
});

describe('the outputs', () => {
  const OUTPUTS = {
    ApiUrl: 'SystemsApi.ApiEndpoint',
    TopicArn: 'NoticesTopic',
    StartFunctionName: 'FunctionsStartFunction',
  };

  it('name what a system needs to know', () => {
    expect(outputsOf(systems)).toEqual(OUTPUTS);
  });

  it('name the API for people where there is one', () => {
    expect(outputsOf(withPeople)).toEqual({ ...OUTPUTS, PeopleApiUrl: 'PeopleApi.ApiEndpoint' });
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
    expect(() => templateWith({ publicUrl: 'approvals.example.com/' })).toThrow(/COUNTERSIGN_PUBLIC_URL must be a URL/);
  });
});

describe('the settings', () => {
  it('name who gets every notice by e-mail', () => {
    const template = templateWith({ emails: 'ann@example.com, ben@example.com' });
    const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map(({ Properties }) => Properties);

    expect(subscriptions).toEqual([
      expect.objectContaining({ Protocol: 'email', Endpoint: 'ann@example.com' }),
      expect.objectContaining({ Protocol: 'email', Endpoint: 'ben@example.com' }),
    ]);
  });

  it('name nobody unless they are given', () => {
    expect(resourcesOf(systems, 'AWS::SNS::Subscription')).toEqual([]);
  });

  it('say for how long finished runs are kept', () => {
    const template = templateWith({ retentionDays: '30' });

    for (const name of ['Start', 'Resume', 'Webhook', 'Notify']) {
      expect(settingOf(template, name, 'COUNTERSIGN_RETENTION_DAYS')).toBe('30');
    }
  });

  it.each(['0', '1.5', 'forever'])('are refused where runs are to be kept for %s days', (retentionDays) => {
    expect(() => templateWith({ retentionDays })).toThrow(/COUNTERSIGN_RETENTION_DAYS/);
  });
});
