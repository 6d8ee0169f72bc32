/** The code of the workflows, as one that can be granted something, and let through to something. */
import { Connections, type IConnectable, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type AddToPrincipalPolicyResult,
  CompositeDependable,
  type IGrantable,
  type IPrincipal,
  type PolicyStatement,
  PrincipalPolicyFragment,
  type Role,
} from 'aws-cdk-lib/aws-iam';

/**
 * Stands for the two functions that run workflows, `start` and `resume`: whatever grants something, or lets a security group in,
 * does so for both.
 *
 * @example
 * ```ts
 * orders.grantReadWriteData(countersign.workflowCode); // a table
 * apiKey.grantRead(countersign.workflowCode); // a secret
 * payments.grantInvoke(countersign.workflowCode); // a function
 * database.connections.allowDefaultPortFrom(countersign.workflowCode); // in a VPC
 * ```
 */
export class WorkflowCode implements IGrantable, IConnectable {
  /** The roles of both functions. */
  readonly grantPrincipal: IPrincipal;
  /** The security groups of both functions; without a VPC, using it throws. */
  readonly connections: Connections;

  constructor(roles: readonly Role[], securityGroups: readonly ISecurityGroup[]) {
    this.grantPrincipal = new Roles(roles);
    this.connections = new Connections({ securityGroups: [...securityGroups] });
  }
}

/** Several roles that are granted things together. */
class Roles implements IPrincipal {
  readonly grantPrincipal: IPrincipal = this;
  readonly assumeRoleAction = 'sts:AssumeRole';
  readonly policyFragment: PrincipalPolicyFragment;
  readonly principalAccount: string | undefined;
  readonly #roles: readonly Role[];

  constructor(roles: readonly Role[]) {
    this.#roles = roles;
    this.policyFragment = new PrincipalPolicyFragment({ AWS: roles.map(({ roleArn }) => roleArn) });
    this.principalAccount = roles[0]?.principalAccount;
  }

  addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    const results = this.#roles.map((role) => role.addToPrincipalPolicy(statement));
    const dependables = results.flatMap(({ policyDependable }) => policyDependable ?? []);
    return {
      statementAdded: results.every(({ statementAdded }) => statementAdded),
      policyDependable: new CompositeDependable(...dependables),
    };
  }
}
