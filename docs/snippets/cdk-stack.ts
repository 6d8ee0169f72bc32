/** A stack with approvals, whose workflows work with a table and a secret of the app's own, and which a shop starts. */
import { Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Countersign } from 'countersign/cdk';

export class Approvals extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'orderId', type: AttributeType.STRING } });
    const paymentKey = new Secret(this, 'PaymentKey');
    const countersign = new Countersign(this, 'Countersign', {
      workflows: 'src/workflows.ts',
      environment: { ORDERS_TABLE: orders.tableName, PAYMENT_KEY: paymentKey.secretName },
      notices: { emails: ['finance@example.com'] },
      alarms: { email: 'ops@example.com' },
      retention: Duration.days(365),
    });
    // What the workflows' own code works with.
    orders.grantReadWriteData(countersign.workflowCode);
    paymentKey.grantRead(countersign.workflowCode);
    // What others may do.
    const shop = new Role(this, 'Shop', { assumedBy: new AccountRootPrincipal() });
    countersign.grantStart(shop);
    countersign.grantRead(shop);
  }
}
