/** The policy table as Markdown. */
import type { Row, Section } from './rows.ts';

/** The policy as it would stand in a workflow. */
export function policyText(policy: Row['policy']): string {
  const fields = Object.entries(policy).map(([name, value]) => `${name}: ${literal(value)}`);
  return fields.join(', ') || 'nobody is named';
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, field]) => `${name}: ${literal(field)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** One section with its rows. */
export const sectionText = ({ title, about, rows }: Section): string =>
  [
    `### ${title}`,
    '',
    about,
    '',
    '| policy | what happens | what comes of it |',
    '|---|---|---|',
    ...rows.map(
      ({ policy, acts, outcome }) =>
        `| \`${policyText(policy)}\` | ${acts.join('; ') || 'nothing'} | ${outcome.replaceAll('|', '\\|')} |`,
    ),
    '',
  ].join('\n');
