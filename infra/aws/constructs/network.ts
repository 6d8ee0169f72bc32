/** The network of the app that functions are in, and what Lambda needs to put them there. */
import { Stack } from 'aws-cdk-lib';
import { type ISecurityGroup, SecurityGroup, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge, wildcard } from './acknowledged.ts';
import type { CountersignProps } from './countersign-props.ts';

/** What says where functions are. */
export type NetworkProps = Pick<CountersignProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/** Private ones with a way out; Slack, and the pages that follow what happens, are reached by no endpoint in a network. */
const WITH_A_WAY_OUT: SubnetSelection = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };

/** Where a function is, as Lambda takes it; nothing where there is no network. */
export const placed = (
  { vpc, vpcSubnets = WITH_A_WAY_OUT }: NetworkProps,
  securityGroups: readonly ISecurityGroup[],
): Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'> =>
  vpc ? { vpc, vpcSubnets, securityGroups: [...securityGroups] } : {};

/** The groups that are given, or one of our own; none where there is no network. */
export function groupsIn(scope: Construct, id: string, { vpc, securityGroups }: NetworkProps): ISecurityGroup[] {
  if (!vpc) return [];
  return securityGroups
    ? [...securityGroups]
    : [new SecurityGroup(scope, id, { vpc, description: `Countersign: ${id}` })];
}

const INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];
const LOOKS = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

/** Lets Lambda connect functions of this role to a network, but not their own code, by which Lambda tells them apart. */
export function letConnect(role: Role): void {
  const { partition, region, account } = Stack.of(role);
  const all = `arn:${partition}:ec2:${region}:${account}:*/*`;
  role.addToPolicy(new PolicyStatement({ actions: INTERFACES, resources: [all] }));
  role.addToPolicy(new PolicyStatement({ actions: LOOKS, resources: ['*'] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: [...INTERFACES, ...LOOKS],
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  );
  acknowledge(role, { [wildcard(role, all)]: 'Lambda makes network interfaces, and names them.' });
}
