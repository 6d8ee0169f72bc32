/** `npm run bench`: measures, and says on what. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { bill } from './bill.ts';
import { cold } from './cold.ts';
import { cost } from './cost.ts';
import { decision } from './decision.ts';
import { engine } from './engine.ts';
import { growth } from './growth.ts';
import { orchestrator } from './orchestrator.ts';
import type { Measured, Part, Progress, Target } from './part.ts';
import { runs } from './runs.ts';
import { scale } from './scale.ts';
import { tableText } from './table.ts';

const PARTS = [cost, bill, scale, runs, growth, decision, cold, engine, orchestrator];

const HELP = `Measures what a run costs and how fast it is, beside what others would, and says which targets are met.

  npm run bench -- [--json] [--only NAME] [--write]

  --json        one JSON object a line
  --write       also writes the documents that are made of parts (docs/cost.md, docs/scale.md)
  --only NAME   one part:
${PARTS.map(({ name, describe }) => `                ${name.padEnd(13)} ${describe}`).join('\n')}
`;

/** Between these a document has what was measured. */
const [FROM, TO] = ['<!-- measured -->', '<!-- /measured -->'];
const PLACE = new RegExp(`(${FROM}[^]*${TO})`);

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    only: { type: 'string' },
    write: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const { only, json = false, write = false } = values;
  const wanted = PARTS.filter(({ name }) => only === undefined || name === only);
  if (wanted.length === 0)
    throw new Error(`No part is called "${only}"; there are ${PARTS.map(({ name }) => name).join(', ')}.`);
  const print = (text: string) => console.log(text);
  if (!json) print(`${machine()}\n`);
  const targets: Target[] = [];
  for (const part of wanted) {
    const measured = await part.measure(progressOf(part.name));
    targets.push(...measured.targets);
    if (write && part.page) writeFileSync(part.page.file, pageOf(part.page, measured));
    if (json) for (const row of measured.rows) print(lineOf(part.name, row));
    else for (const table of measured.tables) print(tableText(table));
  }
  if (json) for (const target of targets) print(lineOf('targets', target));
  else if (targets.length > 0)
    print(
      tableText({ title: 'targets', rows: targets.map((target) => ({ ...target, met: target.met ? 'yes' : 'no' })) }),
    );
}

/** The document: its words, when and on what it was measured, and the tables. */
function pageOf({ file, head }: NonNullable<Part['page']>, { tables }: Measured): string {
  const level = head === undefined ? '###' : '##';
  const sections = tables.map(({ title, ...table }) => tableText({ ...table, title: `${level} ${titleOf(title)}` }));
  const measured = [`Measured: ${machine()}.\n`, ...sections].join('\n').trim();
  if (head !== undefined) return `${head.trim()}\n\n${measured}\n`;
  const [before = '', , after] = readFileSync(file, 'utf8').split(PLACE);
  if (after === undefined) throw new Error(`${file} has no place for what was measured: ${FROM} … ${TO}.`);
  return `${before}${FROM}\n${measured}\n${TO}${after}`;
}

function titleOf(title: string): string {
  const words = title.replace(/^\w+: /, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function machine(): string {
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`;
}

/** More digits than these are noise. */
function lineOf(part: string, row: object): string {
  const inShort = (_name: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
  return JSON.stringify({ part, ...row }, inShort);
}

function progressOf(part: string): Progress {
  return (text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text === '' ? '' : `${part}: ${text}`}`);
  };
}
