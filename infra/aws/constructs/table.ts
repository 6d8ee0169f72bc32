/** The table that keeps runs and approvals, made as the adapters expect it. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';
import type { KeptProps } from './kept-props.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * A table of one region (not a global one): replicas settle conflicts by the last writer, whereas here the first
 * decision wins. It outlives its stack unless that is told otherwise, since what people decided is in it and nowhere else.
 */
export class RunsTable extends Table {
  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy = RemovalPolicy.RETAIN }: KeptProps) {
    super(scope, id, {
      partitionKey: text(TABLE.partitionKey),
      sortKey: text(TABLE.sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: TABLE.ttl,
      // The key that AWS manages costs nothing a month, each use of it is in CloudTrail, and nobody can delete it; one of the
      // app's own costs a dollar, and with it the data can be lost: that is for whoever must be able to take it away.
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.AWS_MANAGED }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
    for (const index of Object.values(TABLE.indexes)) {
      this.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
  }
}
