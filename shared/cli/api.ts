/** Asks the HTTP interface of a deployment, or of `npm start`, on behalf of a command. */
import * as z from 'zod/mini';
import type { RunView } from '../domain/run-view.ts';
import { presentBy } from '../domain/time.ts';
import type { WorkflowShape } from '../domain/workflow-shape.ts';
import { REFUSED } from './command.ts';

/** How a command says where the interface is, and who asks. */
export const API_OPTIONS = { url: { type: 'string' }, actor: { type: 'string' } } as const;

export const API_HELP = `  --url URL      where the interface is (default: COUNTERSIGN_URL, else http://localhost:3000)
  --actor NAME   who asks, on one's own machine
  COUNTERSIGN_TOKEN  a token (JWT) that says who asks, for a deployment`;

export interface ApiSettings {
  url?: string | undefined;
  actor?: string | undefined;
}

/** The interface said no; `message` is what it said. */
class Refused extends Error {}

/** The exit code of `work`; where the interface says no, it is said in words. */
export async function orRefused(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.stderr.write(`${error.message}\n`);
    return REFUSED;
  }
}

const Problem = z.object({ code: z.string(), detail: z.string() });

/** What a picture rests upon; the interface is of the same version, or a later one, which only adds. */
const Drawable = z.looseObject({
  runId: z.string(),
  workflow: z.string(),
  version: z.string(),
  status: z.enum(['running', 'waiting', 'completed', 'failed', 'cancelled', 'needs-review']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  endedAt: z.optional(z.iso.datetime()),
  waitingFor: z.array(z.looseObject({ kind: z.enum(['approval', 'time']), key: z.string(), since: z.iso.datetime() })),
  timeline: z.array(
    z.looseObject({
      kind: z.enum(['step', 'approval']),
      key: z.string(),
      status: z.string(),
      startedAt: z.iso.datetime(),
      endedAt: z.optional(z.iso.datetime()),
    }),
  ),
});

const Shape = z.looseObject({ workflow: z.string(), runs: z.number(), nodes: z.array(z.looseObject({})) });

/** The run with its timeline, and when that was, by the clock of whoever answered. */
export async function fetchRun(settings: ApiSettings, runId: string): Promise<{ run: RunView; now: Date }> {
  const { text, now } = await ask(settings, `/runs/${encodeURIComponent(runId)}`);
  return { run: parsed(Drawable, text, 'run') as unknown as RunView, now }; // checked as far as it is drawn
}

/** The shape of the workflow. */
export const fetchShape = async (settings: ApiSettings, workflow: string): Promise<WorkflowShape> =>
  parsed(
    Shape,
    (await ask(settings, `/workflows/${encodeURIComponent(workflow)}/shape`)).text,
    'shape',
  ) as unknown as WorkflowShape; // as above

function parsed<Schema extends z.ZodMiniType>(schema: Schema, text: string, what: string): z.infer<Schema> {
  const read = schema.safeParse(jsonOf(text));
  if (!read.success) throw new Error(`What answered is no Countersign that tells of a ${what}. Check --url.`);
  return read.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function ask({ url, actor }: ApiSettings, path: string): Promise<{ text: string; now: Date }> {
  const base = (url ?? (process.env.COUNTERSIGN_URL || 'http://localhost:3000')).replace(/\/+$/, '');
  if (!URL.canParse(base) || !/^https?:/.test(base))
    throw new Error(`"${base}" is no address; write for example --url http://localhost:3000.`);
  const token = process.env.COUNTERSIGN_TOKEN;
  const headers = {
    ...(actor !== undefined && { 'x-countersign-actor': actor }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(`${base}${path}`, { headers }).catch((error: unknown) => {
    throw new Error(`Nothing answers at ${base}. Start it with npm start, or say where it is with --url.`, {
      cause: error,
    });
  });
  const text = await response.text();
  if (response.ok) return { text, now: new Date(presentBy(response.headers.get('date'), Date.now())) };
  const problem = Problem.safeParse(jsonOf(text)).data;
  const hint =
    response.status === 401 || response.status === 403
      ? ' Put a token of who may read runs into COUNTERSIGN_TOKEN.'
      : '';
  throw new Refused(`${problem?.detail ?? `${base} answered with ${response.status}.`}${hint}`);
}
