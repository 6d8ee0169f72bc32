/** Findings of the security rules (cdk-nag's AwsSolutions) that are meant to be, each with its reason, at the place that it is about. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** For the construct and what is in it: `{ S1: 'why that is right here' }`. */
export function acknowledge(scope: IConstruct, reasons: Record<string, string>): void {
  const acknowledged = Object.entries(reasons).map(([rule, reason]) => ({
    id: `AwsSolutions-${rule}`,
    reason,
  }));
  Validations.of(scope).acknowledge(...acknowledged);
}

/** For what a function may do to resources that are named by how their names begin. */
export const acknowledgeWildcard = (holder: LambdaFunction, resource: string, reason: string): void =>
  acknowledge(holder.role ?? holder, { [wildcard(holder, resource)]: reason });

/** The finding on a resource that a policy names by how its name begins. */
export const wildcard = (scope: IConstruct, resource: string): string =>
  `IAM5[Resource::${shown(Stack.of(scope).resolve(resource))}]`;

/** A resource as the rules name it, with what it refers to in `<…>`. */
function shown(resource: unknown): string {
  if (typeof resource !== 'object' || resource === null) return String(resource);
  const [[intrinsic, argument] = []] = Object.entries(resource);
  if (intrinsic === 'Fn::Sub') return String(argument).replaceAll('${', '<').replaceAll('}', '>');
  if (intrinsic === 'Ref') return `<${argument}>`;
  const parts = Array.isArray(argument) ? argument : [];
  if (intrinsic === 'Fn::GetAtt') return `<${parts.join('.')}>`;
  return Array.isArray(parts[1]) ? parts[1].map(shown).join(parts[0]) : JSON.stringify(resource);
}
