/** Filters stream records as Lambda's event source mappings do, by the same patterns. */
import type { Pattern } from '../../shared/adapters/dynamodb/stream-filters.ts';

/** True where the record fits one of the patterns. */
export const fits = (patterns: readonly Pattern[], record: object): boolean =>
  patterns.some((pattern) => fitsPattern(pattern, record));

function fitsPattern(pattern: Pattern, value: unknown): boolean {
  const fields = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  return Object.entries(pattern).every(([name, rule]) => {
    const field = fields.get(name);
    return isRules(rule) ? rule.some((one) => fitsRule(one, field)) : fitsPattern(rule, field);
  });
}

type Rules = Extract<Pattern[string], readonly unknown[]>;

const isRules = (rule: Pattern[string]): rule is Rules => Array.isArray(rule);

function fitsRule(rule: Rules[number], value: unknown): boolean {
  if (typeof rule === 'string') return value === rule;
  if ('exists' in rule) return (value !== undefined) === rule.exists;
  return typeof value === 'string' && value.startsWith(rule.prefix);
}
