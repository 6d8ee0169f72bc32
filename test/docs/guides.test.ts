/** The guides say what is there: their code is that of the snippets, and what they name exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createMemoryApprovalStore, createMemoryWorkflowStateStore } from 'countersign/hitl';
import type { WorkflowEvent } from 'countersign/workflow';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../shared/errors.ts';

const DOCS = resolve(import.meta.dirname, '../../docs');
const GUIDES = join(DOCS, 'guides');
const SNIPPETS = join(DOCS, 'snippets');

const guides = readdirSync(GUIDES).filter((name) => name.endsWith('.md'));
const snippets = readdirSync(SNIPPETS).filter((name) => /\.tsx?$/.test(name) && name !== 'application.ts');

const textOf = (guide: string): string => readFileSync(join(GUIDES, guide), 'utf8');
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, first = '']) => first);

/** The names of the snippets that a guide embeds. */
const embeddedIn = (guide: string): string[] => found(textOf(guide), /<!-- snippet: (.*?) -->/g);

/** The guide with each of its snippets as the file is now. */
const upToDate = (guide: string): string =>
  textOf(guide).replace(/(<!-- snippet: (\S+) -->\n```tsx?\n)[\s\S]*?```\n/g, (_, head: string, name: string) => {
    return `${head}${readFileSync(join(SNIPPETS, name), 'utf8')}\`\`\`\n`;
  });

describe.each(guides)('the guide %s', (guide) => {
  it('embeds snippets that there are, each followed by its code', () => {
    expect(embeddedIn(guide).filter((name) => !snippets.includes(name))).toEqual([]);
    expect(found(textOf(guide), /<!-- snippet: (\S+) -->\n```tsx?\n/g)).toEqual(embeddedIn(guide));
    expect(textOf(guide).match(/^```tsx?$/gm) ?? []).toHaveLength(embeddedIn(guide).length);
  });

  it('shows the code of its snippets as it is (brought up to date by `npx vitest run test/docs/guides.test.ts -u`)', async () => {
    await expect(upToDate(guide)).toMatchFileSnapshot(join(GUIDES, guide));
  });

  it('links to files and headings that there are', () => {
    const links = found(textOf(guide), /\]\(([^)\s]+)\)/g).filter((link) => !link.includes('://'));

    expect(links.filter((link) => !leadsSomewhere(guide, link))).toEqual([]);
  });

  it('names errors and events that there are', () => {
    const text = textOf(guide);
    const codes = found(text, /errors\.md#([\w-]+)/g);
    const types = found(text, /\b((?:workflow|step|approval)_[a-z]+)\b/g);

    expect(codes.filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
    expect(types.filter((type) => !Object.hasOwn(CARRIED, type))).toEqual([]);
  });
});

function leadsSomewhere(guide: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? join(GUIDES, guide) : join(dirname(join(GUIDES, guide)), path);
  if (!existsSync(file)) return false;
  if (heading === undefined) return true;
  return found(readFileSync(file, 'utf8'), /^#+ (.*)$/gm)
    .map(anchorOf)
    .includes(heading);
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

it('embeds every snippet in a guide', () => {
  const embedded = new Set(guides.flatMap(embeddedIn));

  expect(snippets.filter((name) => !embedded.has(name))).toEqual([]);
});

type Type = WorkflowEvent['type'];

/** What each event carries beside what all carry; the compiler knows of every event and field that is missing here. */
const CARRIED: { [T in Type]: Record<Exclude<keyof Extract<WorkflowEvent, { type: T }>, keyof WorkflowEvent>, true> } =
  {
    workflow_started: {},
    workflow_resumed: { state: true },
    workflow_paused: { waits: true },
    workflow_completed: { value: true },
    workflow_failed: { error: true },
    step_started: { key: true, id: true },
    step_completed: { key: true, id: true, value: true, entry: true },
    step_failed: { key: true, id: true, error: true, attempts: true },
    step_retried: { key: true, id: true, error: true, attempt: true, delayMs: true },
    step_skipped: { key: true, id: true },
    approval_pending: { key: true, wait: true, reason: true, metadata: true },
    approval_resolved: { key: true, action: true, by: true, reason: true, value: true },
  };

it.each(Object.entries(CARRIED))('lists the event %s with what it carries', (type, carried) => {
  const row = textOf('events.md')
    .split('\n')
    .find((line) => line.startsWith(`| \`${type}\` |`));

  expect(found(row?.split('|')[3] ?? 'no row', /`(\w+)`/g)).toEqual(Object.keys(carried));
  expect(row).toBeDefined();
});

it.each([
  ['an approval store', createMemoryApprovalStore()],
  ['a workflow state store', createMemoryWorkflowStateStore()],
])('lists the methods of %s', (_, store) => {
  const methods = Object.keys(store).filter((name) => !['port', 'values', 'delegations', 'connect'].includes(name)); // for orchestrators alone

  expect(methods.filter((name) => !textOf('stores.md').includes(`| \`${name}(`))).toEqual([]);
});
