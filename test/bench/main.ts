/** `npm run bench`: measures, and says on what. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCosts } from './cost.ts';

const HELP = `Measures what a run costs.

  npm run bench -- [--json] [--only NAME]

  --json        one JSON object a line
  --only NAME   refund or expense
`;

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});

if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const all = await measureCosts();
  const costs = all.filter(({ name }) => values.only === undefined || name === values.only);
  if (costs.length === 0)
    throw new Error(`Nothing is called "${values.only}"; there are ${all.map(({ name }) => name).join(', ')}.`);
  if (values.json) return console.log(costs.map((cost) => JSON.stringify(cost)).join('\n'));
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}\n`,
  );
  for (const { name, parts, requests, writeUnits, readUnits, readBack } of costs) {
    console.log(
      `${name}: ${requests} requests (${readBack} of them to answer the start), ${writeUnits} write units, ${readUnits} read units, no transaction`,
    );
    for (const { part, requests: asked } of parts) {
      console.log(
        `  ${part.padEnd(8)} ${asked.map((request) => `${request.operation} ${request.writeUnits || `${request.readUnits} read`}`).join(' · ')}`,
      );
    }
  }
}
