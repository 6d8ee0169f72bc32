/** Loads a module of workflows that somebody named. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRegistry, type Workflow, workflowsIn } from '../engine/workflow.ts';
import { CountersignError } from '../errors.ts';

/** What mostly is the matter, where a module cannot be loaded. */
const HINTS: Record<string, string> = {
  "Cannot find module 'countersign":
    'It is not an ES module: name it .mts, or put {"type":"module"} into a package.json beside it.',
  'Unknown file extension ".':
    "This Node reads no TypeScript. Name the compiled file, or have it read by tsx: npm install tsx, and NODE_OPTIONS='--import tsx' before the command.",
};

/** The workflows that a module exports by default, as an array; `invalid-settings` says what is wrong with it. */
export async function loadWorkflowsFile(file: string): Promise<Workflow[]> {
  const url = pathToFileURL(resolve(file));
  if (!existsSync(url)) throw problem(`There is no file ${file}. --workflows takes the path of a module of workflows.`);
  const loaded: { default?: unknown } = await import(url.href).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    const hint = Object.entries(HINTS).find(([part]) => why.includes(part))?.[1];
    throw problem(`${file} cannot be loaded: ${why}${hint ? `\n${hint}` : ''}`, cause);
  });
  try {
    const workflows = workflowsIn(loaded.default);
    createRegistry(workflows);
    return workflows;
  } catch (cause) {
    throw problem(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

const problem = (message: string, cause?: unknown) => new CountersignError('invalid-settings', message, { cause });
