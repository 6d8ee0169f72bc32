/** Reads a run when all is quiet, with everything that it ever asked. */
import type { ApprovalView, RunView } from 'countersign';
import type { Request } from './clients.ts';
import type { FinalRun } from './story.ts';

export async function finalRun(request: Request, runId: string): Promise<FinalRun | undefined> {
  const { status, body } = await request('GET', `/runs/${runId}`);
  if (status === 404) return undefined;
  const run = body as RunView; // the interface's own answers
  const keys = (run.timeline ?? []).flatMap(({ kind, key }) => (kind === 'approval' ? [key] : []));
  const approvals = keys.map(async (key) => (await request('GET', `/approvals/${runId}/${key}`)).body as ApprovalView);
  return { run, approvals: await Promise.all(approvals) };
}
