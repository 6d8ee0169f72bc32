/** What others are let do by the construct's grants, and what its workflows' code is let do by others. */
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import type { Countersign, CountersignProps } from '../../infra/aws/index.ts';
import { at, constructWith, listOf, propertiesOf, readable, resourcesOf, statementsOf } from './template.ts';

type Granting = (countersign: Countersign, role: Role) => unknown;

const API = 'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:SystemsApi/*';

/** What a role of another system may do, by resource, once it was granted something. */
function grantedBy(grant: Granting, props: CountersignProps = {}): Record<string, string[]> {
  const { stack, countersign } = constructWith(() => props);
  const role = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  grant(countersign, role);
  return allowedTo(stack, 'CallerDefaultPolicy');
}

function allowedTo(stack: Stack, policy: string): Record<string, string[]> {
  const allowed: Record<string, string[]> = {};
  for (const { in: resource, statement } of statementsOf(Template.fromStack(stack))) {
    if (resource.name !== policy) continue;
    for (const name of listOf(statement.Resource).map(readable))
      allowed[name] = [...(allowed[name] ?? []), ...listOf(statement.Action).map(String)].sort();
  }
  return allowed;
}

const routes = (...paths: string[]) =>
  Object.fromEntries(paths.map((path) => [`${API}/${path}`, ['execute-api:Invoke']]));

describe('grantStart', () => {
  it('lets others invoke the start function, and start runs over HTTP, and nothing else', () => {
    expect(grantedBy((countersign, role) => countersign.grantStart(role))).toEqual({
      'FunctionsStartFunction.Arn': ['lambda:InvokeFunction'],
      'FunctionsStartFunction.Arn:*': ['lambda:InvokeFunction'],
      ...routes('POST/runs'),
    });
  });

  it('lets a service of AWS invoke the function', () => {
    const { stack, countersign } = constructWith();

    countersign.grantStart(new ServicePrincipal('events.amazonaws.com'));

    const permissions = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Permission').map(
      ({ Properties }) => Properties,
    );
    expect(permissions).toContainEqual(expect.objectContaining({ Principal: 'events.amazonaws.com' }));
  });
});

describe('grantSendToStartQueue', () => {
  it('lets others send to the queue that starts runs', () => {
    const granted = grantedBy((countersign, role) => countersign.grantSendToStartQueue(role), { startQueue: true });

    expect(granted).toEqual({ 'StartQueue.Arn': ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'] });
  });

  it('says which prop is missing where there is no such queue', () => {
    const granting = () => grantedBy((countersign, role) => countersign.grantSendToStartQueue(role));

    expect(granting).toThrow('grantSendToStartQueue: there is no such queue. Give the construct startQueue: true.');
  });
});

describe('the grants of the API for systems', () => {
  const GRANTS: [name: string, Granting, Record<string, string[]>][] = [
    [
      'grantRead',
      (countersign, role) => countersign.grantRead(role),
      routes('GET/runs', 'GET/runs/*', 'GET/approvals', 'GET/approvals/*', 'GET/workflows/*'),
    ],
    [
      'grantDecide',
      (countersign, role) => countersign.grantDecide(role),
      // Not to hand on: who signs may hand any approval on to themselves, and then decide it.
      routes(
        ...['decision', 'withdraw', 'comment'].map((act) => `POST/approvals/*/*/${act}`),
        ...['POST/decisions', 'POST/webhooks/approve'],
      ),
    ],
    [
      'grantOperate',
      (countersign, role) => countersign.grantOperate(role),
      routes('POST/approvals/*/*/reassign', 'POST/runs/*', 'GET/undelivered', 'POST/undelivered/*'),
    ],
  ];

  it.each(GRANTS)('%s lets others call its routes, and no other', (_name, grant, granted) => {
    expect(grantedBy(grant)).toEqual(granted);
  });

  it('are of the API for systems also where people have one', () => {
    const jwt = { issuer: 'https://id.example.com', audience: 'approvals' };

    const granted = grantedBy((countersign, role) => countersign.grantRead(role), { auth: { jwt }, inbox: false });

    expect(Object.keys(granted).every((resource) => resource.startsWith(API))).toBe(true);
  });
});

describe('the code of workflows', () => {
  const ROLES = ['Start', 'Resume'].map((name) => `Functions${name}Role`);

  it('is granted what start and resume then may, and no other function', () => {
    const { stack, countersign } = constructWith();
    const orders = new Table(stack, 'Orders', { partitionKey: { name: 'orderId', type: AttributeType.STRING } });
    const key = new Secret(stack, 'ApiKey');

    orders.grantReadData(countersign.workflowCode);
    const { success } = key.grantRead(countersign.workflowCode);

    const holders = statementsOf(Template.fromStack(stack)).filter(({ statement }) =>
      listOf(statement.Resource)
        .map(readable)
        .some((name) => name === 'ApiKey' || name === 'Orders.Arn'),
    );
    expect(success).toBe(true);
    expect(new Set(holders.map((found) => found.in.name))).toEqual(
      new Set(ROLES.map((name) => `${name}DefaultPolicy`)),
    );
    for (const name of ROLES)
      expect(allowedTo(stack, `${name}DefaultPolicy`)).toMatchObject({
        ApiKey: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        'Orders.Arn': expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query']),
      });
  });

  it('is named in the policies of resources that name whom they let in', () => {
    const { stack, countersign } = constructWith();
    const bucket = new Bucket(stack, 'Invoices');

    const { grantPrincipal } = countersign.workflowCode;
    const statement = new PolicyStatement({
      principals: [grantPrincipal],
      actions: ['s3:GetObject'],
      resources: ['*'],
    });
    bucket.addToResourcePolicy(statement);

    const [{ statement: stated } = {}] = statementsOf(Template.fromStack(stack)).filter(
      (found) => found.in.name === 'InvoicesPolicy',
    );
    expect(readable(at(stated?.Principal, 'AWS'))).toBe('FunctionsResumeRole.Arn, FunctionsStartRole.Arn');
  });

  it('is the principal of its account', () => {
    const { stack, countersign } = constructWith();

    const { principalAccount } = countersign.workflowCode.grantPrincipal;

    expect(stack.resolve(principalAccount)).toEqual(stack.resolve(new AccountPrincipal(stack.account).accountId));
  });

  it('is told its environment in start and resume, and no other function is', () => {
    const { stack } = constructWith(() => ({ environment: { ORDERS_TABLE: 'orders' } }));

    const functions = propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function');

    const told = Object.entries(functions).filter(
      ([, one]) => at(one, 'Environment', 'Variables', 'ORDERS_TABLE') === 'orders',
    );
    expect(told.map(([name]) => name)).toEqual(['FunctionsStartFunction', 'FunctionsResumeFunction']);
  });
});

describe('the outputs of the construct', () => {
  it('are of its stack, each behind the name of the construct', () => {
    const { stack, countersign } = constructWith();

    const outputs = Object.keys(Template.fromStack(stack).toJSON().Outputs);

    expect(outputs.map((name) => name.replace(/[0-9A-F]{8}$/, ''))).toEqual(
      ['SystemsUrl', 'StreamUrl', 'TopicArn', 'StartFunctionName'].map((name) => `Countersign${name}`),
    );
    expect(countersign.outputs.map(({ node }) => node.id)).toEqual([
      'SystemsUrl',
      'StreamUrl',
      'TopicArn',
      'StartFunctionName',
    ]);
  });
});
