/** What a month costs: by part and by how many approvals, beside others; and what an idle month costs. */
import { ASSUMPTIONS, elsewhere, idleLines, type Line, runLines, sumOf } from './bill/monthly.ts';
import { countedParts } from './bill/parts.ts';
import { isCost, type Standing } from './cost/row.ts';
import { measureCosts } from './cost.ts';
import { atMost, definePart } from './part.ts';
import type { Table } from './table.ts';

const VOLUMES = [1_000, 100_000, 10_000_000];

const HEAD = `
# Cost

What Countersign costs on AWS by the month: us-east-1, list prices in US dollars of autumn 2026, before any free tier. Requests and
units are counted by running a refund (a step, an approval, a step) against a DynamoDB engine; parts that are paid by the
month are counted in the stack's own template; prices and assumptions stand in \`test/bench/prices.ts\`, with AWS's pages
that they come from. Written by \`npm run bench -- --only bill --write\`.
`;

interface Month {
  approvals: number;
  lines: Line[];
  /** Without what the figures of others leave out, too. */
  alone: number;
  total: number;
  durable: number;
  stepFunctions: number;
  temporal: number;
}

interface Idle {
  idle: true;
  lines: Line[];
}

const isIdle = (row: Month | Idle): row is Idle => 'idle' in row;

export const bill = definePart<Month | Idle>({
  name: 'bill',
  describe: 'dollars a month for 1,000 to 10 million approvals by part, and for an idle month (docs/cost.md)',
  page: { file: 'docs/cost.md', head: HEAD },
  async measure(progress) {
    const rows = await measureCosts(progress);
    const refund = rows.filter(isCost).find(({ name }) => name === 'refund, live');
    const standing = rows.find((row): row is Standing => !isCost(row));
    if (!refund || !standing) throw new Error('The refund was not measured.');
    progress('template');
    const idle: Idle = { idle: true, lines: idleLines(standing, countedParts()) };
    const months = VOLUMES.map((approvals): Month => {
      const lines = runLines(refund, approvals);
      const all = [...lines, ...idle.lines];
      return {
        approvals,
        lines,
        alone: sumOf(all.filter(isNeeded)),
        total: sumOf(all),
        ...elsewhere(refund, approvals),
      };
    });
    return [...months, idle];
  },
  tables: (rows) => {
    const months = rows.filter((row): row is Month => !isIdle(row));
    return [beside(months), byPart(months), idleTable(rows.filter(isIdle))];
  },
  targets: (rows) => [
    atMost(
      'an idle month: dollars, but for a key of its own, alarms, metrics, dashboards and traces',
      rows.filter(isIdle).map(({ lines }) => sumOf(lines.filter(isNeeded))),
      3,
    ),
  ],
});

const isNeeded = ({ beside = false }: Line): boolean => !beside;

const beside = (months: readonly Month[]): Table => ({
  title: 'bill: US dollars a month, beside others',
  rows: months.map(({ approvals, alone, total, durable, stepFunctions, temporal }) => ({
    'approvals a month': approvals,
    Countersign: alone,
    '… watched, with a key': total,
    'Lambda durable functions': durable,
    'Step Functions Standard': stepFunctions,
    'Temporal Cloud': temporal,
  })),
  notes: [
    'Countersign with its idle month, logs, storage and events; and beside that with all that it is watched with (alarms, metrics, a dashboard, traces) and a key of its own. The others with what people need in front of them (a record of each token, an address, the same notices), without logs, storage, and what they are watched with; Temporal by its actions alone, without the least that a plan costs, and without the workers that it needs.',
  ],
});

const byPart = (months: readonly Month[]): Table => ({
  title: 'bill: US dollars a month for the runs, by part',
  rows: (months[0]?.lines ?? []).map(({ part }, at) => ({
    part,
    ...Object.fromEntries(
      months.map(({ approvals, lines }) => [approvals.toLocaleString('en-US'), lines[at]?.dollars ?? 0]),
    ),
    'of 10 million': months.at(-1)?.lines[at]?.what ?? '',
  })),
  notes: [
    ASSUMPTIONS,
    'What is delivered costs more than all of it: e-mail by SNS $2.00 per 100,000, an SMS a cent or more.',
  ],
});

const idleTable = (idle: readonly Idle[]): Table => ({
  title: 'bill: US dollars for an idle month, by part',
  rows: idle.flatMap(({ lines }) => lines.map(({ part, dollars, what }) => ({ part, dollars, what }))),
});
