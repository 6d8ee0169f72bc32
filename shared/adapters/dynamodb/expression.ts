/** Turns moves into DynamoDB's update and condition expressions. */
import type { Condition, Move } from '../../domain/move.ts';

export interface Expressions {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** What of a record is written: attributes to set, to remove and to add to. */
export interface Attributes {
  set: Record<string, unknown>;
  remove: string[];
  add: Record<string, number | undefined>;
}

/** The expressions of one conditional write on a record that must exist. */
export function expressionsOf<Fields extends object>(
  { set, remove, add }: Attributes,
  when: Move<Fields>['when'],
): Expressions {
  const names: Record<string, string> = { '#pk': 'pk' };
  const values: Record<string, unknown> = {};
  const name = (attribute: string) => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (item: unknown) => {
    const id = `:v${Object.keys(values).length}`;
    values[id] = item;
    return id;
  };
  const sets = [
    ...Object.entries(set).map(([attribute, item]) => `${name(attribute)} = ${value(item)}`),
    ...Object.entries(add).map(
      ([attribute, amount]) => `${name(attribute)} = ${name(attribute)} + ${value(amount ?? 0)}`,
    ),
  ];
  const removes = remove.map(name);
  const clauses = [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ];
  const conditions = when.map((condition) => `(${testsOf(condition, name, value).join(' AND ')})`);
  return {
    UpdateExpression: clauses.join(' '),
    // DynamoDB refuses parentheses around what stands in parentheses already.
    ConditionExpression: `attribute_exists(#pk) AND ${conditions.length > 1 ? `(${conditions.join(' OR ')})` : conditions[0]}`,
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function testsOf<Fields extends object>(
  condition: Condition<Fields>,
  name: (attribute: string) => string,
  value: (item: unknown) => string,
): string[] {
  return Object.entries<readonly unknown[] | { readonly below: string } | undefined>(condition).flatMap(
    ([attribute, test]) => {
      if (!test) return [];
      if ('below' in test) return [`${name(attribute)} < ${value(test.below)}`];
      return [`${name(attribute)} IN (${test.map(value).join(', ')})`];
    },
  );
}
