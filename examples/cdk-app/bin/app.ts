/** A CDK app with approvals in it. Where they are, `SystemsUrl` and the rest, the construct tells in outputs of the stack. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Countersign } from 'countersign/cdk';

const stack = new Stack(new App(), 'Approvals');
const countersign = new Countersign(stack, 'Countersign', {
  workflows: 'src/workflows.ts',
  retention: Duration.days(365),
});

/** Whoever sends orders out takes this role. */
const shop = new Role(stack, 'Shop', { assumedBy: new AccountRootPrincipal() });
countersign.grantStart(shop);
