/** A stack with approvals, whose workflows work with a table of the app's own. */
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { Countersign } from 'countersign/cdk';

export class Approvals extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'orderId', type: AttributeType.STRING } });
    const countersign = new Countersign(this, 'Countersign', { workflows: 'src/workflows.ts' });
    for (const runner of [countersign.start, countersign.resume]) {
      orders.grantReadWriteData(runner);
      runner.addEnvironment('ORDERS_TABLE', orders.tableName);
    }
  }
}
