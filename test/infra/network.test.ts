/** Functions in a network of the app's own: where they are, who they can reach, and what Lambda may do for that. */
import { readFileSync } from 'node:fs';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import type { CountersignProps } from '../../infra/aws/index.ts';
import {
  at,
  constructWith,
  GUARDED,
  INBOX,
  listOf,
  propertiesOf,
  readable,
  resourcesOf,
  statementsOf,
  templateWith,
} from './template.ts';

/** CDK's class and its interface differ in what "optional" means, and in nothing else. */
const vpcIn = (stack: Stack) => new Vpc(stack, 'Vpc') as IVpc;

const inVpc = (props: (stack: Stack) => CountersignProps = () => ({})) =>
  constructWith((stack) => ({ vpc: vpcIn(stack), ...props(stack) }));

it('is described with each service that must be reached from it once', () => {
  const [, section = ''] = readFileSync('docs/guides/aws.md', 'utf8').split('## In a network of your own');
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  const services = rows.slice(1).map((row) => row.split('|')[1]?.trim());

  expect(services.length).toBeGreaterThan(6);
  expect(new Set(services).size).toBe(services.length);
});

const RUNNERS = ['FunctionsStartFunction', 'FunctionsResumeFunction'];

/** The subnets or the security groups of each function. */
const placesIn = (template: Template, what: 'SubnetIds' | 'SecurityGroupIds'): Record<string, string> =>
  Object.fromEntries(
    Object.entries(propertiesOf(template, 'AWS::Lambda::Function'))
      .filter(([name]) => name.startsWith('Functions'))
      .map(([name, one]) => [name, readable(at(one, 'VpcConfig', what))]),
  );

const template = Template.fromStack(inVpc().stack);

describe('in a network, the functions', () => {
  it('are all in its private subnets with a way out', () => {
    const places = Object.values(placesIn(template, 'SubnetIds'));

    expect(places).toEqual(Array(9).fill('VpcPrivateSubnet1Subnet, VpcPrivateSubnet2Subnet'));
  });

  it('that run workflows have a security group of their own, and the others share one', () => {
    for (const [name, group] of Object.entries(placesIn(template, 'SecurityGroupIds')))
      expect([name, group]).toEqual([
        name,
        RUNNERS.includes(name) ? 'FunctionsWorkflowCode.GroupId' : 'FunctionsOthers.GroupId',
      ]);
  });

  it('let nobody in', () => {
    for (const { Properties } of resourcesOf(template, 'AWS::EC2::SecurityGroup'))
      expect(Properties).not.toHaveProperty('SecurityGroupIngress');
  });

  it('are in the security groups that are named', () => {
    const made = inVpc((stack) => ({ securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Given', 'sg-1')] }));

    const groups = Object.values(placesIn(Template.fromStack(made.stack), 'SecurityGroupIds'));
    expect(groups).toEqual(Array(9).fill('sg-1'));
  });

  it('are where the command line says, by ids alone', () => {
    expect(new Set(Object.values(placesIn(templateWith(GUARDED), 'SubnetIds')))).toEqual(
      new Set([GUARDED.subnetIds.replace(',', ', ')]),
    );
    const given = templateWith({ ...GUARDED, securityGroupIds: 'sg-1,sg-2' });
    expect(new Set(Object.values(placesIn(given, 'SecurityGroupIds')))).toEqual(new Set(['sg-1, sg-2']));
  });

  it('include what copies the files of the inbox', () => {
    const made = inVpc(() => ({
      auth: { jwt: { issuer: 'https://id.example.com', audience: 'approvals' } },
      inbox: { files: INBOX.inboxFiles },
    }));

    for (const { Properties } of resourcesOf(Template.fromStack(made.stack), 'AWS::Lambda::Function').filter(
      ({ name }) => name.includes('BucketDeployment'),
    ))
      expect(readable(at(Properties.VpcConfig, 'SubnetIds'))).toMatch(/PrivateSubnet1/);
  });

  it('that run workflows are let through to a database, and no other', () => {
    const made = inVpc();
    const database = new SecurityGroup(made.stack, 'Database', { vpc: vpcOf(made.stack) });

    database.connections.allowFrom(made.countersign.workflowCode, Port.tcp(5432));

    const opened = resourcesOf(Template.fromStack(made.stack), 'AWS::EC2::SecurityGroupIngress').map(
      ({ Properties }) => [
        readable(Properties.GroupId),
        readable(Properties.SourceSecurityGroupId),
        Properties.FromPort,
      ],
    );
    expect(opened).toEqual([['Database.GroupId', 'FunctionsWorkflowCode.GroupId', 5432]]);
  });
});

const vpcOf = (stack: Stack) => stack.node.findChild('Vpc') as Vpc as IVpc;

describe('outside of a network, the functions', () => {
  it('are in none, and have no say in networks', () => {
    const plain = templateWith();
    const actions = statementsOf(plain).flatMap(({ statement }) => listOf(statement.Action).map(String));

    for (const one of Object.values(propertiesOf(plain, 'AWS::Lambda::Function')))
      expect(one).not.toHaveProperty('VpcConfig');
    expect(actions.filter((action) => action.startsWith('ec2:'))).toEqual([]);
  });
});

describe('what Lambda may do to connect a function', () => {
  const MAKES = [
    ...['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'],
    'ec2:UnassignPrivateIpAddresses',
  ];
  const LOOKS = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  const statements = statementsOf(template).filter(({ statement }) =>
    listOf(statement.Action).some((action) => String(action).startsWith('ec2:')),
  );
  const roles = new Set(statements.map((found) => found.in.name));

  it('is the same for each of them', () => {
    expect(roles.size).toBe(9);
  });

  it.each([...roles])('is to make network interfaces in this account and to look at them, in %s', (role) => {
    const allowed = statements
      .filter((found) => found.in.name === role && found.statement.Effect === 'Allow')
      .map(({ statement }) => [
        readable(statement.Resource),
        listOf(statement.Action)
          .filter((one) => String(one).startsWith('ec2:'))
          .sort(),
      ]);

    expect(allowed).toEqual(
      expect.arrayContaining([
        ['arn:AWS::Partition:ec2:AWS::Region:AWS::AccountId:*/*', MAKES],
        ['*', LOOKS],
      ]),
    );
    expect(allowed).toHaveLength(2);
  });

  it.each([...roles])("is refused to the function's own code, in %s", (role) => {
    const [refused] = statements.filter((found) => found.in.name === role && found.statement.Effect === 'Deny');

    expect(listOf(refused?.statement.Action).sort()).toEqual([...MAKES, ...LOOKS].sort());
    expect(refused?.statement.Condition).toEqual({ Null: { 'lambda:SourceFunctionArn': 'false' } });
  });
});
