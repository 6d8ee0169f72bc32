/** webhook: every address of the HTTP interface but POST /runs. */
import { hasRole } from '../shared/domain/actor.ts';
import { CountersignError } from '../shared/errors.ts';
import { requireRole } from '../shared/lambda/caller.ts';
import { answer, answerText, type Endpoints, type HttpSettings, serve } from '../shared/lambda/http.ts';
import { openApi } from '../shared/lambda/openapi.ts';
import { outcomeView } from '../shared/lambda/outcome-view.ts';
import { requireSlack, slackWish } from '../shared/lambda/slack.ts';
import type { SlackDoor } from '../shared/ports/slack-workspace.ts';
import { actBySlack } from '../shared/use-cases/act-by-slack.ts';
import { commentApproval } from '../shared/use-cases/comment-approval.ts';
import { decideMany } from '../shared/use-cases/decide-many.ts';
import { explainApproval } from '../shared/use-cases/explain-approval.ts';
import { exportRecord } from '../shared/use-cases/export-record.ts';
import { giveDelegation } from '../shared/use-cases/give-delegation.ts';
import { listDelegations } from '../shared/use-cases/list-delegations.ts';
import { listUndelivered, retryDelivery } from '../shared/use-cases/list-undelivered.ts';
import { cancelRun, nudgeRun, retryRun } from '../shared/use-cases/operate-run.ts';
import { listApprovals, readApproval } from '../shared/use-cases/read-approval.ts';
import { listRuns, readRun } from '../shared/use-cases/read-run.ts';
import { reassignApproval } from '../shared/use-cases/reassign-approval.ts';
import { recordDecision, recordDecisionByKey } from '../shared/use-cases/record-decision.ts';
import { revokeDelegation } from '../shared/use-cases/revoke-delegation.ts';
import type { Kept } from '../shared/use-cases/system.ts';
import { inboxesOf, mayAct } from '../shared/use-cases/who-acts.ts';
import { withdrawVote } from '../shared/use-cases/withdraw-vote.ts';
import { onLambda } from './on-lambda.ts';
import { awsHttp, awsKept, awsSlack } from './runtime.ts';

const endpoints = (kept: Kept, slack?: SlackDoor): Endpoints => ({
  async listRuns({ query: { workflow, status, ...page }, actor }) {
    requireRole(actor(), 'viewer', 'operator', 'starter');
    return answer(200, await listRuns(kept, { workflow, status }, page));
  },
  async readRun({ params, actor }) {
    requireRole(actor(), 'viewer', 'operator', 'starter');
    return answer(200, await readRun(kept, params.runId));
  },
  async readRecord({ params, actor }) {
    requireRole(actor(), 'viewer', 'operator');
    return answerText(200, await exportRecord(kept, params.runId));
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
    const mine = await inboxesOf(kept, caller);
    if (caller.proof === 'none' || (assignee !== undefined && !mine.includes(assignee)))
      requireRole(caller, 'viewer', 'operator');
    const assignees = assignee !== undefined ? [assignee] : caller.proof === 'jwt' ? mine : undefined;
    return answer(200, await listApprovals(kept, { assignees }, page));
  },
  async readApproval({ params, actor }) {
    const { approval, view } = await readApproval(kept, params);
    if (!(await mayAct(kept, approval, actor()))) requireRole(actor(), 'viewer', 'operator');
    return answer(200, view);
  },
  async explain({ params, actor }) {
    const { approval, explanation } = await explainApproval(kept, params, actor());
    if (!(await mayAct(kept, approval, actor()))) requireRole(actor(), 'viewer', 'operator');
    return answer(200, explanation);
  },
  async comment({ params, body, actor }) {
    const who = actor(body.actorId);
    if (!(await mayAct(kept, (await readApproval(kept, params)).approval, who))) requireRole(who, 'viewer', 'operator');
    return answer(200, await commentApproval(kept, params, body, who));
  },
  async reassign({ params, body, actor }) {
    const who = actor(body.actorId);
    return answer(200, await reassignApproval(kept, params, body, who, hasRole(who, 'operator')));
  },
  withdraw: async ({ params, body, actor }) => answer(200, await withdrawVote(kept, params, body, actor(body.actorId))),
  async decideMany({ body, actor }) {
    const outcomes = await decideMany(kept, body, actor);
    return answer(200, { items: outcomes.map(outcomeView) });
  },
  decide: async ({ params, body, actor }) => answer(200, await recordDecision(kept, params, body, actor(body.actorId))),
  decideByKey: async ({ body, actor }) => answer(200, await recordDecisionByKey(kept, body, actor(body.actorId))),
  giveDelegation: async ({ body, actor }) => answer(201, await giveDelegation(kept, body, actor(body.actorId))),
  async listDelegations({ query: { person }, actor }) {
    const caller = actor();
    const isOther = person !== undefined && person !== caller.id;
    if (caller.proof === 'none' || isOther) requireRole(caller, 'viewer', 'operator');
    return answer(200, { items: await listDelegations(kept, person ?? caller.id) });
  },
  revokeDelegation: async ({ params, query, actor }) =>
    answer(200, await revokeDelegation(kept, params.id, actor(), query.from)),
  async slackInteraction({ body, header, text }) {
    if (!slack) throw new CountersignError('not-found', 'Slack is not set up here; docs/guides/notices.md says how.');
    const request = { signature: header('x-slack-signature'), timestamp: header('x-slack-request-timestamp') };
    requireSlack({ ...request, body: await text() }, await slack.signingSecret(), kept.clock.now());
    const errors = await actBySlack(kept, slack.workspace, slackWish(body.payload));
    return errors ? answer(200, { response_action: 'errors', errors }) : answerText(200, '', 'text/plain');
  },
  async listUndelivered({ query, actor }) {
    requireRole(actor(), 'viewer', 'operator');
    return answer(200, await listUndelivered(kept, query));
  },
  async retryUndelivered({ params, actor }) {
    requireRole(actor(), 'operator');
    return answer(202, await retryDelivery(kept, params.id));
  },
  keys: async () => answer(200, { keys: await kept.signer.keys() }),
  openApi: async () => answer(200, openApi()),
  health: async () => answer(200, { status: 'ok' }),
});

export const createWebhook = (kept: Kept, http: HttpSettings, slack?: SlackDoor) => serve(endpoints(kept, slack), http);

export const handler = onLambda(async () => createWebhook(awsKept(), awsHttp, awsSlack()));
