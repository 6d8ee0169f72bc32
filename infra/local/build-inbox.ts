/** Builds the inbox page, where it is not built yet or was built from other sources. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const INBOX_DIST = join(ROOT, 'inbox', 'dist');

/** What the page is made of. */
const SOURCES = [
  'inbox/src',
  'inbox/index.html',
  'inbox/vite.config.ts',
  'shared/domain',
  'shared/react',
  'package.json',
];

export interface BuiltFile {
  /** Below the page's folder. */
  name: string;
  content: string | Uint8Array;
}

/** The files of the page, `index.html` the last; nothing is written. */
export async function assembleInbox(): Promise<BuiltFile[]> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production'; // what is not minified is four times as large
  try {
    const { build } = await import('vite');
    const built = await build({
      configFile: join(ROOT, 'inbox', 'vite.config.ts'),
      logLevel: 'silent',
      build: { write: false },
    });
    const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
    const files = outputs.flatMap(({ output }) =>
      output.map((one) => ({ name: one.fileName, content: one.type === 'chunk' ? one.code : one.source })),
    );
    return files.sort((one, other) => Number(one.name === 'index.html') - Number(other.name === 'index.html'));
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/** Resolves once the page in `inbox/dist` is that of the present sources; throws what kept it from being built. */
export async function buildInbox(): Promise<void> {
  if (!isStale()) return;
  const files = await assembleInbox();
  // Another process may serve these files, or be building them: each appears whole, the page that names them last.
  for (const { name, content } of files) {
    const path = join(INBOX_DIST, name);
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  }
  const names = new Set(files.map(({ name }) => name));
  for (const asset of readdirSync(join(INBOX_DIST, 'assets')))
    if (!names.has(`assets/${asset}`) && !/\.\d+$/.test(asset))
      rmSync(join(INBOX_DIST, 'assets', asset), { force: true });
}

function isStale(): boolean {
  const built = statSync(join(INBOX_DIST, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
  return built === undefined || SOURCES.some((source) => changedAt(join(ROOT, source)) > built);
}

/** When the file, or the latest of the folder, was changed, in ms since 1970. */
function changedAt(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}
