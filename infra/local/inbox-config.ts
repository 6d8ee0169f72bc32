/** What the local inbox page is told: who may be chosen, and which workflows can be started from it. */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { toJSONSchema } from 'zod/v4/core';
import { isPerson, personNamed } from '../../shared/domain/group.ts';
import type { Workflow } from '../../shared/engine/workflow.ts';

const PEOPLE = ['alice@example.com', 'bob@example.com', 'carol@example.com'];

const DirectoryFile = z.object({ groups: z.record(z.string(), z.array(z.string())) });

/** `directory` is the file that says who is in which group, where there is one. */
export const inboxConfig = (workflows: readonly Workflow[], directory: string | undefined) => ({
  url: '/',
  streamUrl: '/stream',
  auth: { kind: 'local', people: peopleIn(directory) },
  demo: latestOf(workflows).map(demoOf),
  links: { outbox: '/outbox', openapi: '/openapi.json' },
});

function peopleIn(directory: string | undefined): string[] {
  if (directory === undefined) return PEOPLE;
  try {
    const { groups } = DirectoryFile.parse(JSON.parse(readFileSync(directory, 'utf8')));
    const people = Object.values(groups).flat().filter(isPerson).map(personNamed);
    return people.length > 0 ? [...new Set(people)] : PEOPLE;
  } catch {
    return PEOPLE; // the file is being changed; whoever is missing can be typed
  }
}

/** Of each name the version that a start takes: the one that is registered last. */
const latestOf = (workflows: readonly Workflow[]): Workflow[] => [
  ...new Map(workflows.map((workflow) => [workflow.name, workflow])).values(),
];

function demoOf({ name, input }: Workflow) {
  const { $schema: _dialect, examples, title, ...schema } = schemaOf(input);
  const [example] = Array.isArray(examples) ? examples : [];
  const words = typeof title === 'string' ? title : name.charAt(0).toUpperCase() + name.slice(1);
  return { workflow: name, title: words, schema, ...(example !== undefined && { example }) };
}

/** As far as JSON Schema can say it; what it cannot is typed as JSON. */
function schemaOf(input: Workflow['input']): Record<string, unknown> {
  try {
    return input ? toJSONSchema(input, { unrepresentable: 'any', io: 'input' }) : {};
  } catch {
    return {};
  }
}
