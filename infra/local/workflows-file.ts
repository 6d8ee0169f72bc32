/** Loads a module of workflows. */
import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRegistry, type Workflow, workflowsIn } from '../../shared/engine/workflow.ts';
import { CountersignError } from '../../shared/errors.ts';

export const DEFAULT_WORKFLOWS = new URL('../../examples/workflows.ts', import.meta.url);

const AS_MODULE = 'It is not an ES module: name it .mts, or put {"type":"module"} into a package.json beside it.';

const problem = (message: string, cause?: unknown) => new CountersignError('invalid-settings', message, { cause });

/** The workflows that a module exports by default, as an array; `invalid-settings` says what is wrong with it. */
export async function loadWorkflows(file?: string): Promise<Workflow[]> {
  const url = file === undefined ? DEFAULT_WORKFLOWS : pathToFileURL(resolve(file));
  if (!existsSync(url)) throw problem(`There is no file ${file}. --workflows takes the path of a TypeScript module.`);
  // A file outside of this repository finds `countersign` and `zod` here.
  if (file !== undefined) register('./resolve-from-here.mjs', import.meta.url);
  const loaded: { default?: unknown } = await import(url.href).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    const hint = why.includes("Cannot find module 'countersign") ? `\n${AS_MODULE}` : '';
    throw problem(`${file} cannot be loaded: ${why}${hint}`, cause);
  });
  try {
    const workflows = workflowsIn(loaded.default);
    createRegistry(workflows);
    return workflows;
  } catch (cause) {
    throw problem(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
