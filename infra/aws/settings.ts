/** What is deployed, as said on the command line: `npm run deploy -- -c emails=a@example.com,b@example.com`. */
import type { Node } from 'constructs';
import type { CountersignProps } from './constructs/countersign.ts';

/** Reads the context keys `workflows`, `emails`, `jwtIssuer`, `jwtAudience`, `publicUrl` and `retentionDays`. */
export function settingsOf(node: Node): CountersignProps {
  const retentionDays = textOf(node, 'retentionDays');
  return {
    workflows: textOf(node, 'workflows'),
    emails: listOf(node, 'emails'),
    people: peopleOf(node),
    publicUrl: textOf(node, 'publicUrl'),
    retentionDays: retentionDays === undefined ? undefined : Number(retentionDays),
  };
}

function peopleOf(node: Node): CountersignProps['people'] {
  const jwtIssuer = textOf(node, 'jwtIssuer');
  const jwtAudience = listOf(node, 'jwtAudience');
  if (jwtIssuer === undefined && jwtAudience.length === 0) return undefined;
  if (jwtIssuer === undefined) throw new Error('jwtAudience needs jwtIssuer beside it: -c jwtIssuer=https://…');
  if (jwtAudience.length === 0) throw new Error('jwtIssuer needs jwtAudience beside it: -c jwtAudience=…');
  return { jwtIssuer, jwtAudience };
}

/** A key of the context; one that is set to nothing is not set. */
function textOf(node: Node, key: string): string | undefined {
  const value: unknown = node.tryGetContext(key);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

const listOf = (node: Node, key: string): string[] =>
  (textOf(node, key) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
