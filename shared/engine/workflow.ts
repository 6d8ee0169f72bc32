/** `defineWorkflow`: a workflow as data, by which start and resume find it. */
import { type $ZodType, safeParseAsync } from 'zod/v4/core';
import { ApprovalKey } from '../domain/ids.ts';
import { CountersignError, type FieldError } from '../errors.ts';
import type { Tools } from './execute.ts';
import type { ResumeState } from './resume-state.ts';

/** What a workflow's body is told about its run. */
export interface RunContext {
  readonly runId: string;
  readonly workflow: string;
  readonly version: string;
  readonly startedBy: string | undefined;
  now(): Date;
}

/** What a workflow's body is given. */
export interface BodyArgs<Input, Deps> extends Tools {
  deps: Deps;
  input: Input;
  ctx: RunContext;
}

/** What a workflow is made of. */
export interface WorkflowSpec<Input, Deps, Output> {
  /** 1 to 64 of `[A-Za-z0-9._-]`. */
  name: string;
  /** A run goes on with the version that it was started with. */
  version: string;
  /** zod schema of the input. */
  input: $ZodType<Input>;
  /** The functions that the body calls; handed to it as they are. */
  deps?: Deps;
  /**
   * The workflow itself. It runs again from the top after each pause: do everything that has an effect, or whose
   * result may differ, in a `step`.
   */
  run(args: BodyArgs<Input, Deps>): Promise<Output>;
  /**
   * The keys of approvals that may be decided before the run asks under them: such a decision is kept, and made once it asks. Kept
   * with each run at its start.
   */
  preapprove?: readonly string[];
  /**
   * By version: what becomes of a run that began in an earlier version and waits, where that version is registered no more. What the
   * run remembers is handed in, and what it is to remember in this version handed back; `renameStep`, `clearStep` and `rememberStep`
   * help. It may be called again for the same run, and must give the same then.
   *
   * @example migrate: { '1': (snapshot) => renameStep(snapshot, 'calculate', 'calculateRefund') }
   */
  migrate?: Readonly<Record<string, Migration>>;
}

/** Makes what a run remembers fit another version of its workflow. */
export type Migration = (snapshot: ResumeState) => ResumeState | Promise<ResumeState>;

/** A workflow that can be started by its name. */
export interface Workflow<Input = unknown, Output = unknown> {
  readonly name: string;
  readonly version: string;
  /** The zod schema of the input, where it is known: by it a page can ask for one. */
  readonly input?: $ZodType | undefined;
  /** The keys that may be decided before a run asks under them. */
  readonly preapprove?: readonly string[] | undefined;
  /** What becomes of runs of earlier versions. */
  readonly migrate?: Readonly<Record<string, Migration>> | undefined;
  /** The input, parsed; `invalid-input` names each field that does not fit. */
  parse(input: unknown): Promise<Input>;
  body(tools: Tools, input: Input, ctx: RunContext): Promise<Output>;
}

const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Throws `invalid-workflow` where a workflow's name or version is not sound. */
export function checkName(who: string, field: string, name: string): void {
  if (typeof name === 'string' && NAME.test(name)) return;
  throw new CountersignError(
    'invalid-workflow',
    `${who}: ${field} "${name}" must be 1 to 64 characters of A-Z a-z 0-9 . _ -`,
  );
}

/**
 * Declares a workflow. `invalid-workflow` where its name or version is not sound.
 *
 * @example
 * export const refund = defineWorkflow({
 *   name: 'refund', version: '1', input: z.object({ orderId: z.string() }),
 *   run: async ({ approval, input }) => (await approval('approve:refund', { title: `Refund ${input.orderId}` })).by,
 * });
 */
export function defineWorkflow<Input, Output, Deps = undefined>(
  spec: WorkflowSpec<Input, Deps, Output>,
): Workflow<Input, Output> {
  for (const field of ['name', 'version'] as const) checkName('defineWorkflow', field, spec[field]);
  return {
    name: spec.name,
    version: spec.version,
    input: spec.input,
    preapprove: checkedKeys(spec),
    migrate: checkedMigrations(spec),
    async parse(input) {
      const parsed = await safeParseAsync(spec.input, input);
      if (parsed.success) return parsed.data;
      const errors: FieldError[] = parsed.error.issues.map(({ path, message }) => ({
        path: ['input', ...path].join('.'),
        message,
      }));
      throw new CountersignError('invalid-input', errors.map((error) => `${error.path}: ${error.message}`).join('; '), {
        errors,
      });
    },
    body: (tools, input, ctx) => spec.run({ ...tools, deps: spec.deps as Deps, input, ctx }),
  };
}

function checkedKeys({ name, preapprove }: Pick<WorkflowSpec<never, never, never>, 'name' | 'preapprove'>) {
  const wrong = preapprove?.find((key) => !ApprovalKey.safeParse(key).success);
  if (wrong !== undefined)
    throw new CountersignError(
      'invalid-workflow',
      `defineWorkflow: preapprove of "${name}" has "${wrong}"; a key is 1 to 200 characters of A-Z a-z 0-9 . _ : @ -`,
    );
  return preapprove && preapprove.length > 0 ? preapprove : undefined;
}

function checkedMigrations({
  name,
  version,
  migrate,
}: Pick<WorkflowSpec<never, never, never>, 'name' | 'version' | 'migrate'>) {
  if (migrate && Object.hasOwn(migrate, version))
    throw new CountersignError(
      'invalid-workflow',
      `defineWorkflow: migrate of "${name}" names version "${version}", which is its own; raise the version, and migrate from the one before.`,
    );
  return migrate;
}

const isWorkflow = (value: unknown): value is Workflow =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'version' in value &&
  'body' in value &&
  typeof value.body === 'function';

/** What a module exports by default, as the array of workflows that it must be; `invalid-workflow`. */
export function workflowsIn(exported: unknown): Workflow[] {
  if (Array.isArray(exported) && exported.every(isWorkflow)) return exported;
  const should = 'export default [refund], with refund = defineWorkflow({ … })';
  throw new CountersignError('invalid-workflow', `The module of workflows must export an array of them: ${should}.`);
}

/** The workflows that a function can run. */
export interface Registry {
  /** The version of a name that new runs start with: the one listed last. */
  latest(name: string): Workflow | undefined;
  find(name: string, version: string): Workflow | undefined;
  /** The version that says what becomes of runs of another version: of several the one listed last. */
  successor(name: string, version: string): Successor | undefined;
}

/** The version that a run goes on in, and how it gets there. */
export interface Successor {
  readonly workflow: Workflow;
  readonly migrate: Migration;
}

/** A registry of these workflows; `invalid-workflow` where two have one name and version. */
export function createRegistry(workflows: readonly Workflow[]): Registry {
  const byVersion = new Map<string, Workflow>();
  for (const workflow of workflows) {
    const id = `${workflow.name}@${workflow.version}`;
    if (byVersion.has(id))
      throw new CountersignError('invalid-workflow', `Two workflows are called ${id}; raise the version of one.`);
    byVersion.set(id, workflow);
  }
  return {
    latest: (name) => workflows.findLast((workflow) => workflow.name === name),
    find: (name, version) => byVersion.get(`${name}@${version}`),
    successor(name, version) {
      const workflow = workflows.findLast((one) => one.name === name && Object.hasOwn(one.migrate ?? {}, version));
      const migrate = workflow?.migrate?.[version];
      return workflow && migrate && { workflow, migrate };
    },
  };
}
