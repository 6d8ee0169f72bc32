/** The package as npm packs it, unpacked beside its dependencies as an install would put them there. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What is installed here. */
export const MODULES = resolve(import.meta.dirname, '../../node_modules');

/** Packing compiles everything, and builds the inbox. */
export const PATIENCE = 300_000;

/** A new folder with it in `node_modules`. */
export async function unpackedPackage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-package-'));
  await run('npm', ['pack', '--silent', '--pack-destination', folder]);
  const [packed = ''] = await readdir(folder); // what is printed begins with whatever the builds have to say
  const installed = join(folder, 'node_modules', 'countersign');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, packed), '-C', installed, '--strip-components=1']);
  for (const name of await readdir(MODULES)) {
    if (name !== 'countersign' && !name.startsWith('.'))
      await symlink(join(MODULES, name), join(folder, 'node_modules', name));
  }
  return folder;
}
