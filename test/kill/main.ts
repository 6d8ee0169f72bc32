/** `npm run kill`: kills the local system under load with `kill -9`, and says what was lost. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { play } from './play.ts';
import { reportOf } from './report.ts';
import { isClean } from './verdict.ts';

const HELP = `Kills the local system under load, and checks that nothing was lost, stuck, or done twice without reason.

  npm run kill -- [--kills N] [--seed N] [--rate X]

  --kills N   how often it is killed (default: 50)
  --seed N    what is killed when, and how the network fails, follows from it (default: another each time)
  --rate X    how many of the tries of a request fail in the rounds over a faulty network (default: 0.05)
  --help      this text

  COUNTERSIGN_KEEP   1: the state and the logs are left where they are
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    rate: { type: 'string', default: '0.05' },
    help: { type: 'boolean', short: 'h' },
  },
});

// Whatever was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

if (values.help) console.log(HELP);
else await kill();

async function kill(): Promise<void> {
  const [kills, seed, faultRate] = [values.kills, values.seed, values.rate].map(Number) as [number, number, number];
  if (!(Number.isInteger(kills) && kills > 0 && Number.isInteger(seed) && faultRate >= 0 && faultRate <= 1))
    throw new Error('--kills and --seed are whole numbers, --rate is one from 0 to 1.');
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, seed ${seed}`,
  );
  const played = await play({ kills, seed, faultRate, tell: (line) => console.log(line) });
  console.log(reportOf(played));
  process.exit(isClean(played.verdict) ? 0 : 1);
}
