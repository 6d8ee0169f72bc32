/** Refuses by the name of the prop a network in which functions would reach nothing. */
import { checkList, checkMade } from './check-values.ts';
import type { NetworkProps } from './network.ts';

export function checkNetwork({ vpc, vpcSubnets, securityGroups }: NetworkProps): void {
  checkMade('vpc', vpc, 'vpcId', "a VPC: Vpc.fromLookup(this, 'Vpc', …)");
  checkList('securityGroups', securityGroups, 'group');
  for (const group of securityGroups ?? [])
    checkMade(
      'securityGroups',
      group,
      'securityGroupId',
      'security groups: SecurityGroup.fromSecurityGroupId(this, …)',
    );
  if (!vpc) {
    for (const [name, value] of Object.entries({ vpcSubnets, securityGroups }))
      if (value !== undefined) throw new Error(`${name} needs vpc beside it: whose they are.`);
    return;
  }
  if (securityGroups?.length === 0) throw new Error('securityGroups is empty: leave it out, or name some.');
  if (!vpcSubnets && vpc.privateSubnets.length === 0)
    throw new Error(
      `vpc has no private subnets with a way out, as functions need one. Say which others by vpcSubnets, like { subnetType: SubnetType.PRIVATE_ISOLATED }; what must be reached from there says docs/guides/aws.md.`,
    );
  const chosen = vpcSubnets ? vpc.selectSubnets(vpcSubnets).subnetIds : [];
  const shown = vpc.publicSubnets.find(({ subnetId }) => chosen.includes(subnetId));
  if (shown)
    throw new Error(
      `vpcSubnets: ${shown.node.id} is public; a function has no public address, and reaches nothing there.`,
    );
}
