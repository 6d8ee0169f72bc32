/** webhook: every address of the HTTP interface but POST /runs. */
import { mayDecide } from '../shared/domain/policy.ts';
import { requireRole } from '../shared/lambda/caller.ts';
import { answer, type Endpoints, type HttpSettings, serve } from '../shared/lambda/http.ts';
import { openApi } from '../shared/lambda/openapi.ts';
import { cancelRun, nudgeRun, retryRun } from '../shared/use-cases/operate-run.ts';
import { listApprovals, readApproval } from '../shared/use-cases/read-approval.ts';
import { listRuns, readRun } from '../shared/use-cases/read-run.ts';
import { recordDecision, recordDecisionByKey } from '../shared/use-cases/record-decision.ts';
import type { Kept } from '../shared/use-cases/system.ts';
import { onLambda } from './on-lambda.ts';
import { awsHttp, awsKept } from './runtime.ts';

const endpoints = (kept: Kept): Endpoints => ({
  async listRuns({ query: { workflow, status, ...page }, actor }) {
    requireRole(actor(), 'viewer', 'operator', 'starter');
    return answer(200, await listRuns(kept, { workflow, status }, page));
  },
  async readRun({ params, actor }) {
    requireRole(actor(), 'viewer', 'operator', 'starter');
    return answer(200, await readRun(kept, params.runId));
  },
  async cancelRun({ params, actor }) {
    requireRole(actor(), 'operator');
    return answer(202, await cancelRun(kept, params.runId, actor()));
  },
  async retryRun({ params, actor }) {
    requireRole(actor(), 'operator');
    return answer(202, await retryRun(kept, params.runId));
  },
  async resumeRun({ params, actor }) {
    requireRole(actor(), 'operator');
    return answer(202, await nudgeRun(kept, params.runId));
  },
  async listApprovals({ query: { assignee, ...page }, actor }) {
    const caller = actor();
    const mine = [caller.id, ...caller.groups];
    if (caller.proof === 'none' || (assignee !== undefined && !mine.includes(assignee)))
      requireRole(caller, 'viewer', 'operator');
    const assignees = assignee !== undefined ? [assignee] : caller.proof === 'jwt' ? mine : undefined;
    return answer(200, await listApprovals(kept, { assignees }, page));
  },
  async readApproval({ params, actor }) {
    const { approval, view } = await readApproval(kept, params);
    if (!mayDecide(approval, actor())) requireRole(actor(), 'viewer', 'operator');
    return answer(200, view);
  },
  decide: async ({ params, body, actor }) => answer(200, await recordDecision(kept, params, body, actor(body.actorId))),
  decideByKey: async ({ body, actor }) => answer(200, await recordDecisionByKey(kept, body, actor(body.actorId))),
  openApi: async () => answer(200, openApi()),
  health: async () => answer(200, { status: 'ok' }),
});

export const createWebhook = (kept: Kept, http: HttpSettings) => serve(endpoints(kept), http);

export const handler = onLambda(async () => createWebhook(awsKept(), awsHttp));
