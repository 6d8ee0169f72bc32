/** What the construct refuses to be told, by the name of the prop: also what TypeScript catches, which not every app is written in. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import { Countersign, type CountersignProps } from '../../infra/aws/index.ts';
import { settingsOf } from '../../infra/aws/settings.ts';
import { constructWith, INBOX } from './template.ts';

const JWT = { issuer: 'https://id.example.com', audience: 'approvals' };
const PEOPLE = { auth: { jwt: JWT } };
const FILES = { files: INBOX.inboxFiles };
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';

/** Props as JavaScript passes them: unseen by a compiler. */
const untyped = (props: unknown) => props as CountersignProps;

const refused = (props: unknown): string => {
  try {
    constructWith(() => untyped(props));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'It was taken.';
};

describe('a name that is no prop', () => {
  it.each([
    ['', { watch: 30 }, /^watch is no prop: Countersign takes workflows, environment, notices, /],
    ['', { toString: 30 }, /^toString is no prop/],
    ['notices', { notices: { email: [] } }, /^notices\.email is no prop: notices takes emails, sms, slack, ses\.$/],
    ['notices.ses', { notices: { ses: { sender: 'a@b.c' } } }, /^notices\.ses\.sender is no prop/],
    ['notices.slack', { notices: { slack: { secret: 'x' } } }, /^notices\.slack\.secret is no prop/],
    [
      'a subscriber',
      { notices: { emails: [{ to: 'a@example.com', assignees: [] }] } },
      /^notices\.emails\.assignees is no prop/,
    ],
    ['auth', { auth: { oidc: {} } }, /^auth\.oidc is no prop: auth takes jwt\.$/],
    ['auth.jwt', { auth: { jwt: { ...JWT, clientId: 'x' } } }, /^auth\.jwt\.clientId is no prop/],
    ['inbox', { ...PEOPLE, inbox: { client: 'x' } }, /^inbox\.client is no prop/],
    ['alarms', { alarms: { emails: [] } }, /^alarms\.emails is no prop: alarms takes email\.$/],
    ['throttle', { throttle: { rate: 1 } }, /^throttle\.rate is no prop/],
  ])('is refused in %s', (_where, props, message) => {
    expect(refused(props)).toMatch(message);
  });
});

describe('a name of the command line, or one that was guessed', () => {
  it.each([
    ['emails', 'notices.emails'],
    ['mailFrom', 'notices.ses.from'],
    ['slackSecret', 'notices.slack.tokenSecret and .signingSecret'],
    ['people', 'auth.jwt'],
    ['clientId', 'inbox.clientId'],
    ['alarmEmail', 'alarms.email'],
    ['retentionDays', 'retention: Duration.days(…)'],
    ['encryptionKeyArn', 'encryptionKey'],
  ])('is refused with the prop that is meant: %s', (name, meant) => {
    expect(refused({ [name]: 'x' })).toContain(`${name} is no prop: did you mean ${meant}? Countersign takes `);
  });

  /** The names of the guide's table that are said on the command line. */
  const namesOfGuide = (): string[] => {
    const guide =
      readFileSync('docs/guides/aws.md', 'utf8').split('## What it can be told')[1]?.split('\n## ')[0] ?? '';
    const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
    return rows.flatMap((row) => (row.split('|')[1] ?? '').match(/\w+/g) ?? []);
  };

  it('is known for every name of the guide that is no prop', () => {
    expect(namesOfGuide().length).toBeGreaterThan(30);
    for (const name of namesOfGuide()) expect(refused({ [name]: 7 }), name).not.toMatch(/is no prop: Countersign/);
  });

  it('is taken on the command line, where the guide names it', () => {
    const said = (name: string): string => {
      try {
        settingsOf(new Stack(new App({ context: { [name]: '7' } })));
      } catch (error) {
        return String(error);
      }
      return 'It was taken.';
    };

    expect(said('colour')).toContain('there is no such setting');
    for (const name of namesOfGuide()) expect(said(name)).not.toContain('there is no such setting');
  });
});

describe('a value of another kind', () => {
  it.each([
    [{ notices: ['ann@example.com'] }, /^notices: \["ann@example\.com"\] is not an object with emails/],
    [
      { notices: { emails: 'ann@example.com' } },
      /^notices\.emails: "ann@example\.com" is not a list: notices\.emails: \['ann/,
    ],
    [
      { notices: { emails: [7] } },
      /^notices\.emails: 7 is not an e-mail address, nor an object with to, assignee, workflow\.$/,
    ],
    [{ notices: { emails: [undefined] } }, /^notices\.emails: undefined is not an e-mail address, nor/],
    [{ notices: { slack: null } }, /^notices\.slack: null is not an object with tokenSecret/],
    [{ auth: { jwt: null } }, /^auth\.jwt: null is not an object with issuer, audience\.$/],
    [{ ...PEOPLE, inbox: { ...FILES, clientId: 7 } }, /^inbox\.clientId: 7 is not a text\.$/],
    [{ environment: ['A=b'] }, /^environment: \["A=b"\] is not an object of names and texts\.$/],
    [{ environment: null }, /^environment: null is not an object/],
    [{ startQueue: 'false' }, /^startQueue: "false" is neither true nor false\.$/],
    [{ streamLog: 'no' }, /^streamLog: "no" is neither true nor false\.$/],
    [{ keyRotation: 60 }, /^keyRotation: 60 is neither a Duration nor false: keyRotation: Duration\.days\(60\)\.$/],
    [{ keyRotation: null }, /^keyRotation: null is neither a Duration nor false/],
    [{ resumeConcurrency: '8' }, /^resumeConcurrency: "8" will not do: 2 to 1,000, a whole number\.$/],
    [{ shards: '8' }, /^shards: "8" will not do: 4 to 256, a whole number\.$/],
    [{ throttle: { rateLimit: '50' } }, /^throttle\.rateLimit: "50" is not a number\.$/],
    [{ notices: { sms: '+4915112345678' } }, /^notices\.sms: .* is not a list/],
    [
      { notices: { slack: { tokenSecret: 'arn:aws:…', signingSecret: 'arn:aws:…', channel: 'C1' } } },
      /^notices\.slack\.tokenSecret: "arn:aws:…" will not do; it takes a secret/,
    ],
    [{ alarms: { email: ['ops'] } }, /^alarms\.email: "ops" is not an e-mail address\.$/],
    [{ retention: 90 }, /^retention: 90 is not a Duration: retention: Duration\.days\(90\)\.$/],
    [{ logRetention: 31 }, /^logRetention: 31 is not one of RetentionDays/],
    [{ encryptionKey: 'alias/mine' }, /^encryptionKey: "alias\/mine" will not do; it takes a key/],
    [{ removalPolicy: RemovalPolicy.SNAPSHOT }, /^removalPolicy: snapshot will not do/],
    [{ eventBus: 'orders' }, /^eventBus: "orders" will not do; it takes an event bus/],
    [{ stateMachines: ['arn:aws:…'] }, /^stateMachines: "arn:aws:…" will not do/],
    [{ vpc: 'vpc-1' }, /^vpc: "vpc-1" will not do; it takes a VPC/],
    [{ ...PEOPLE, domainName: 'a.example.com', certificate: CERTIFICATE }, /^certificate: "arn:aws:acm:.* will not do/],
    [{ workflows: '' }, /^workflows: "" is not the path of a module\.$/],
    [{ throttle: { rateLimit: 0 } }, /^throttle\.rateLimit: 0 lets no request through\.$/],
    [{ ...PEOPLE, inbox: { token: 'refresh' } }, /^inbox\.token: "refresh" is not 'access' or 'id'\.$/],
  ])('is refused in %j', (props, message) => {
    expect(refused(props)).toMatch(message);
  });
});

describe('the module of the workflows', () => {
  /** In an app whose functions are bundled, if that is come to. */
  const bundling = (workflows: string) => () => {
    const stack = new Stack(new App(), 'Shop');
    return new Countersign(stack, 'Countersign', { workflows, shards: 1 }); // which is refused next
  };

  it('is refused where there is no such file, by the path that it was looked for at', () => {
    const path = resolve('src/nope.ts');

    expect(bundling('src/nope.ts')).toThrow(
      `workflows: there is no file ${path}. Name the module whose default export is the list of workflows, from where the app is run, which is ${process.cwd()}.`,
    );
  });

  it.each(['examples/workflows.ts', 'examples/workflows', './examples/workflows.js', resolve('examples/workflows.ts')])(
    'is found at %s',
    (path) => {
      expect(bundling(path)).toThrow(/^shards: /);
    },
  );

  it('is not looked for where nothing is bundled, as when a stack is listed or destroyed', () => {
    expect(() => constructWith(() => ({ workflows: 'src/nope.ts' }))).not.toThrow();
  });
});

describe('what people could not be told by', () => {
  const slack = (stack: Stack) => ({
    tokenSecret: Secret.fromSecretNameV2(stack, 'Token', 'slack/token'),
    signingSecret: Secret.fromSecretNameV2(stack, 'Signing', 'slack/signing'),
    channel: 'C1',
  });

  it.each([
    [
      { ses: { from: 'Ann <ann@example.com>' } },
      /^notices\.ses\.from: "Ann <ann@example\.com>" is not an e-mail address/,
    ],
    [{ ses: {} }, /^notices\.ses\.from: undefined is not an e-mail address/],
    [
      { ses: { from: 'a@example.com', identityArn: 'example.com' } },
      /^notices\.ses\.identityArn: "example\.com" is not the ARN/,
    ],
    [
      { emails: ['a@example.com', { to: 'a@example.com', assignee: ['ceo'] }] },
      /^notices\.emails: "a@example\.com" stands there twice/,
    ],
    [{ sms: [{ to: '0151' }] }, /^notices\.sms\.to: "0151" is not a phone number like \+4915112345678\.$/],
    [{ emails: [{ to: 'a@example.com', assignee: [] }] }, /^notices\.emails\.assignee is empty/],
    [{ emails: [{ to: 'a@example.com', workflow: 'refund' }] }, /^notices\.emails\.workflow: "refund" is not a list/],
  ])('is refused: %j', (notices, message) => {
    expect(refused({ notices })).toMatch(message);
  });

  it('is a channel by its name', () => {
    const making = () => constructWith((stack) => ({ notices: { slack: { ...slack(stack), channel: '#general' } } }));

    expect(making).toThrow('notices.slack.channel: "#general" is not the id of a channel, like C0123456789.');
  });

  it.each([
    ['tokenSecret', /^notices\.slack\.tokenSecret is missing; it takes a secret/],
    ['signingSecret', /^notices\.slack\.signingSecret is missing; it takes a secret/],
    ['channel', /^notices\.slack\.channel: undefined is not the id of a channel/],
  ])('is Slack without %s', (name, message) => {
    const making = () =>
      constructWith((stack) => untyped({ notices: { slack: { ...slack(stack), [name]: undefined } } }));

    expect(making).toThrow(message);
  });
});

describe('what operators could not be told by', () => {
  it('is an address that stands there twice', () => {
    const email = ['ops@example.com', 'ops@example.com'];

    expect(refused({ alarms: { email } })).toMatch(/^alarms\.email: "ops@example\.com" stands there twice/);
  });
});

describe('what people could not sign in by', () => {
  it.each([
    [
      'an issuer without TLS',
      { auth: { jwt: { ...JWT, issuer: 'http://id.example.com' } } },
      /^auth\.jwt\.issuer: "http:/,
    ],
    ['no audience', { auth: { jwt: { ...JWT, audience: [] } } }, /^auth\.jwt\.audience is empty: say whom/],
    [
      'an audience of nothing',
      { auth: { jwt: { ...JWT, audience: '' } } },
      /^auth\.jwt\.audience: "" is not an audience/,
    ],
    ['an inbox without an issuer', { inbox: true }, /^inbox needs auth\.jwt: \{ issuer, audience \}/],
    [
      'several audiences and no client',
      { auth: { jwt: { ...JWT, audience: ['a', 'b'] } } },
      /^inbox\.clientId is missing: auth\.jwt\.audience are several.*inbox: false\.$/,
    ],
    [
      'an origin with a path',
      { ...PEOPLE, inbox: { signInOrigins: ['https://a.example.com/b'] } },
      /^inbox\.signInOrigins: "https:\/\/a\.example\.com\/b" is not an origin/,
    ],
    [
      'files that were not built',
      { ...PEOPLE, inbox: { files: 'nowhere' } },
      /^inbox\.files: there is no index\.html in nowhere/,
    ],
  ])('is refused: %s', (_case, props, message) => {
    expect(refused(props)).toMatch(message);
  });
});

describe('the name of the inbox', () => {
  const certificateIn = (stack: Stack, arn = CERTIFICATE) => Certificate.fromCertificateArn(stack, 'Certificate', arn);
  const named = (props: (stack: Stack) => Partial<CountersignProps>) => () =>
    constructWith((stack) => ({ ...PEOPLE, inbox: FILES, ...props(stack) }));

  it('needs a certificate, and a certificate needs a name', () => {
    expect(named(() => ({ domainName: 'a.example.com' }))).toThrow(/^domainName needs certificate beside it/);
    expect(named((stack) => ({ certificate: certificateIn(stack) }))).toThrow(
      /^certificate needs domainName beside it/,
    );
  });

  it('is no address', () => {
    const making = named((stack) => ({ domainName: 'https://a.example.com', certificate: certificateIn(stack) }));

    expect(making).toThrow(/^domainName: "https:\/\/a\.example\.com" is not a name like approvals\.example\.com\.$/);
  });

  it('is of no use where there is no inbox', () => {
    const making = named((stack) => ({ domainName: 'a.example.com', certificate: certificateIn(stack), inbox: false }));

    expect(making).toThrow(/^domainName is the name of the inbox, which there is with auth\.jwt/);
  });

  it('has a certificate of us-east-1, where that is known', () => {
    const elsewhere = CERTIFICATE.replace('us-east-1', 'eu-central-1');
    const imported = named((stack) => ({ domainName: 'a.example.com', certificate: certificateIn(stack, elsewhere) }));
    const app = new App();
    const made = new Certificate(
      new Stack(app, 'Names', { env: { account: '123456789012', region: 'eu-west-1' } }),
      'C',
      {
        domainName: 'a.example.com',
      },
    );

    expect(imported).toThrow(/^certificate is in eu-central-1: CloudFront takes certificates of us-east-1 alone\.$/);
    expect(named(() => ({ domainName: 'a.example.com', certificate: made }))).toThrow(/^certificate is in eu-west-1/);
  });
});

describe('the environment of workflows', () => {
  it.each([
    [
      'COUNTERSIGN_TABLE',
      'x',
      /^environment\.COUNTERSIGN_TABLE: that name is set by the system or by AWS; take another\.$/,
    ],
    ['AWS_REGION', 'x', /^environment\.AWS_REGION: that name is set/],
    ['LAMBDA_TASK_ROOT', 'x', /^environment\.LAMBDA_TASK_ROOT: that name is set/],
    ['_HANDLER', 'x', /^environment\._HANDLER: that name is set/],
    ['ORDERS-TABLE', 'x', /^environment\.ORDERS-TABLE: a name is letters, digits and underscores\.$/],
    ['LIMIT', 7, /^environment\.LIMIT: 7 is not a text\.$/],
  ])('does not take %s: %j', (name, value, message) => {
    expect(refused({ environment: { [name]: value } })).toMatch(message);
  });
});

describe('how long things are kept', () => {
  it.each([0, 1.5, 3_651])('is not %d days', (days) => {
    const making = () => constructWith(() => ({ retention: Duration.hours(days * 24) }));

    expect(making).toThrow(`retention: ${days} days will not do: 1 to 3,650 whole days.`);
  });
});

describe('a network', () => {
  /** CDK's class and its interface differ in what "optional" means, and in nothing else. */
  const vpcIn = (stack: Stack, ...types: SubnetType[]) =>
    new Vpc(stack, 'Vpc', {
      natGateways: types.includes(SubnetType.PRIVATE_WITH_EGRESS) ? 1 : 0,
      subnetConfiguration: types.map((subnetType) => ({ name: subnetType, subnetType })),
    }) as IVpc;
  const { PUBLIC, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = SubnetType;

  it('has private subnets with a way out, or says which others', () => {
    const making = () => constructWith((stack) => ({ vpc: vpcIn(stack, PUBLIC, PRIVATE_ISOLATED) }));

    expect(making).toThrow(/^vpc has no private subnets with a way out.*subnetType: SubnetType\.PRIVATE_ISOLATED/);
  });

  it('takes isolated subnets where they are named', () => {
    const vpcSubnets = { subnetType: PRIVATE_ISOLATED };
    const making = () => constructWith((stack) => ({ vpc: vpcIn(stack, PUBLIC, PRIVATE_ISOLATED), vpcSubnets }));

    expect(making).not.toThrow();
  });

  it('takes no public subnets', () => {
    const vpcSubnets = { subnetType: PUBLIC };
    const making = () => constructWith((stack) => ({ vpc: vpcIn(stack, PUBLIC, PRIVATE_WITH_EGRESS), vpcSubnets }));

    expect(making).toThrow(/^vpcSubnets: PublicSubnet1 is public; a function has no public address/);
  });

  it('has at least one security group, where some are named', () => {
    const making = () =>
      constructWith((stack) => ({ vpc: vpcIn(stack, PUBLIC, PRIVATE_WITH_EGRESS), securityGroups: [] }));

    expect(making).toThrow(/^securityGroups is empty: leave it out, or name some\.$/);
  });

  it('takes security groups as a list, and says so of one', () => {
    const making = () =>
      constructWith((stack) => {
        const vpc = vpcIn(stack, PUBLIC, PRIVATE_WITH_EGRESS);
        return untyped({ vpc, securityGroups: new SecurityGroup(stack, 'Group', { vpc }) });
      });

    expect(making).toThrow(/^securityGroups: a construct is not a list: securityGroups: \[group\]\.$/);
  });

  it.each(['vpcSubnets', 'securityGroups'])('is said where %s are', (name) => {
    const making = () =>
      constructWith((stack) => {
        const groups = [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')];
        return { [name]: name === 'securityGroups' ? groups : { subnetType: PRIVATE_ISOLATED } };
      });

    expect(making).toThrow(`${name} needs vpc beside it: whose they are.`);
  });
});

describe('what is refused', () => {
  it('is none of what the plan of a deployment says', () => {
    const making = () =>
      constructWith((stack) => ({
        workflows: 'src/workflows.ts',
        notices: {
          emails: ['ops@example.com'],
          sms: ['+4915112345678'],
          slack: {
            tokenSecret: Secret.fromSecretNameV2(stack, 'Token', 'slack/token'),
            signingSecret: Secret.fromSecretNameV2(stack, 'Signing', 'slack/signing'),
            channel: 'C1',
          },
          ses: { from: 'approvals@example.com' },
        },
        auth: { jwt: JWT },
        inbox: FILES,
        alarms: { email: 'ops@example.com' },
        retention: Duration.days(90),
      }));

    expect(making).not.toThrow();
  });

  it('leaves what is known only once it is deployed alone', () => {
    const making = () =>
      constructWith((stack) => ({
        publicUrl: stack.stackId,
        notices: { emails: [new CfnParameter(stack, 'Reader').valueAsString] },
        environment: { A1: stack.region },
      }));

    expect(making).not.toThrow();
  });

  it('is thrown before anything is made', () => {
    const stack = new Stack(new App(), 'Shop');

    expect(() => new Countersign(stack, 'Countersign', untyped({ nothing: 1 }))).toThrow(/^nothing is no prop/);
    expect(stack.node.findChild('Countersign').node.children).toEqual([]);
  });
});
