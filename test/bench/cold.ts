/** Cold starts: from import to handler in a fresh process, of each function's bundle and of one that only makes its SDK clients. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { bundlingWith, entryOf } from '../../infra/aws/constructs/code.ts';
import { ENV } from '../../shared/lambda/env.ts';
import { CLIENTS, clientsOnly, type FunctionName } from './cold/clients-only.ts';
import { median } from './median.ts';
import { atMost, definePart, type Progress } from './part.ts';

interface ColdRow {
  name: FunctionName;
  kilobytes: number;
  /** From import to handler, medians of the processes; CPU in the same time. */
  ms: number;
  cpuMs: number;
  /** The same of a handler that only makes the function's SDK clients. */
  clientsMs: number;
  clientsCpuMs: number;
  /** The function's by the other's, the median of the ratios of neighbours. */
  ratio: number;
  cpuRatio: number;
  /** Files of workflows and of what runs them that are in the bundle. */
  workflowFiles: number;
}

interface Bundle {
  path: string;
  kilobytes: number;
  workflowFiles: number;
}

const PROCESSES = 15;
const NAMES: FunctionName[] = ['start', 'resume', 'webhook', 'notify', 'wake', 'sweep'];

export const cold = definePart<ColdRow>({
  name: 'cold',
  describe: "size and cold start of each function's bundle, beside its SDK clients alone",
  async measure(progress) {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
    try {
      const rows: ColdRow[] = [];
      for (const name of NAMES) rows.push(await compare(name, folder, progress));
      return rows;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  tables: (rows) => [
    {
      title: `cold: from import to handler in a fresh process, medians of ${PROCESSES}`,
      rows: rows.map(({ name, kilobytes, ms, clientsMs, ratio, cpuMs, clientsCpuMs, cpuRatio, workflowFiles }) => ({
        ...{ function: name, KB: kilobytes, ms, 'clients alone, ms': clientsMs, ratio },
        ...{ 'CPU ms': cpuMs, 'clients alone, CPU ms': clientsCpuMs, 'CPU ratio': cpuRatio },
        'files of workflows': workflowFiles,
      })),
      notes: [
        'Clients alone: a handler that only makes the SDK clients that the function works with, bundled the same. Loading is bound by CPU, and CPU time is less noisy: the target is for its ratio.',
      ],
    },
  ],
  targets: (rows) => [
    ...rows.map(({ name, cpuRatio }) =>
      atMost(`cold start of ${name}, CPU over its SDK clients alone`, [cpuRatio], 1.15),
    ),
    atMost(
      'files of workflows in webhook, notify, wake and sweep',
      rows.filter(({ name }) => name !== 'start' && name !== 'resume').map(({ workflowFiles }) => workflowFiles),
      0,
    ),
  ],
});

async function compare(name: FunctionName, folder: string, progress: Progress): Promise<ColdRow> {
  const whole = await bundleAs(join(folder, `${name}.mjs`), { entryPoints: [entryOf(name)] });
  const contents = clientsOnly(CLIENTS[name]);
  const alone = await bundleAs(join(folder, `${name}-clients.mjs`), {
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
  });
  const pairs: { whole: Imported; alone: Imported }[] = [];
  for (let process = 0; process <= PROCESSES; process++) {
    progress(`${name}: process ${process} of ${PROCESSES}`);
    const pair = { alone: await timeImport(alone.path), whole: await timeImport(whole.path) };
    if (process > 0) pairs.push(pair); // the first ones read from the disk
  }
  return {
    ...{ name, kilobytes: whole.kilobytes, workflowFiles: whole.workflowFiles },
    ms: median(pairs.map((pair) => pair.whole.ms)),
    cpuMs: median(pairs.map((pair) => pair.whole.cpuMs)),
    clientsMs: median(pairs.map((pair) => pair.alone.ms)),
    clientsCpuMs: median(pairs.map((pair) => pair.alone.cpuMs)),
    ratio: median(pairs.map((pair) => pair.whole.ms / pair.alone.ms)),
    cpuRatio: median(pairs.map((pair) => pair.whole.cpuMs / pair.alone.cpuMs)),
  };
}

/** Bundles as the stack does. */
async function bundleAs(outfile: string, entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>): Promise<Bundle> {
  const { minify, banner, mainFields, esbuildArgs = {} } = bundlingWith();
  const { metafile } = await build({
    ...{ ...entry, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' },
    ...{ minify: minify === true, sourcemap: true, sourcesContent: false, metafile: true, logLevel: 'error' },
    conditions: [String(esbuildArgs['--conditions'])],
    ...(banner !== undefined && { banner: { js: banner } }),
    ...(mainFields && { mainFields }),
  });
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const workflowFiles = inputs.filter(
    ([file]) => file.startsWith('examples/') || file === 'shared/engine/execute.ts',
  ).length;
  return { path: outfile, kilobytes: statSync(outfile).size / 1_000, workflowFiles };
}

interface Imported {
  ms: number;
  cpuMs: number;
}

const run = promisify(execFile);
const TIME_IMPORT = fileURLToPath(new URL('cold/time-import.mjs', import.meta.url));

/** The settings of a function, so that it makes what it makes on Lambda. */
const LAMBDA = {
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_REGION: 'us-east-1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ...Object.fromEntries(
    Object.values(ENV).map((name) => [name, name.includes('DAYS') ? '90' : 'https://bench.example.com']),
  ),
};

async function timeImport(path: string): Promise<Imported> {
  const { stdout } = await run(process.execPath, [TIME_IMPORT, path], { env: { ...LAMBDA, PATH: process.env.PATH } });
  return JSON.parse(stdout);
}
