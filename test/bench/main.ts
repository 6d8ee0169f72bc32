/** `npm run bench`: measures, and says on what. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Cost, measureCosts } from './cost.ts';
import { ENGINES, type EngineSpeed, measureEngines } from './engine.ts';

const HELP = `Measures what a run costs, and what the engine takes of the CPU beside a peer.

  npm run bench -- [--json] [--only NAME]

  --json        one JSON object a line
  --only NAME   cost (requests and units of a refund and an expense), ${ENGINES.join(' or ')} (CPU)
`;

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});

if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const isWanted = (name: string) => values.only === undefined || name === values.only;
  const engines = ENGINES.filter(isWanted);
  const costs = isWanted('cost') ? await measureCosts() : [];
  if (costs.length + engines.length === 0)
    throw new Error(`Nothing is called "${values.only}"; there are cost, ${ENGINES.join(', ')}.`);
  const speeds = engines.length > 0 ? await measureEngines(engines) : [];
  if (values.json) return console.log([...costs, ...speeds].map((measured) => JSON.stringify(measured)).join('\n'));
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}\n`,
  );
  for (const cost of costs) showCost(cost);
  for (const speed of speeds) showSpeed(speed);
}

function showCost({ name, parts, requests, writeUnits, readUnits, readBack }: Cost): void {
  console.log(
    `${name}: ${requests} requests (${readBack} of them to answer the start), ${writeUnits} write units, ${readUnits} read units, no transaction`,
  );
  for (const { part, requests: asked } of parts) {
    console.log(
      `  ${part.padEnd(8)} ${asked.map((request) => `${request.operation} ${request.writeUnits || `${request.readUnits} read`}`).join(' · ')}`,
    );
  }
}

function showSpeed({ name, cpuMicros, peerCpuMicros, ratio, rounds, runs }: EngineSpeed): void {
  console.log(
    `${name}: ${ratio.toFixed(2)} times awaitly's CPU time per run: ${Math.round(cpuMicros)} µs to ${Math.round(peerCpuMicros)} µs (medians of ${rounds} rounds, ${runs} runs of each)`,
  );
}
