/** webhook: every address of the HTTP interface but POST /runs. */
import { hasRole, requireProof, requireRole } from '../shared/domain/actor.ts';
import { pictureOf } from '../shared/domain/picture.ts';
import { pictureMermaid } from '../shared/domain/picture-mermaid.ts';
import { shapeMermaid } from '../shared/domain/shape-mermaid.ts';
import { CountersignError } from '../shared/errors.ts';
import { MERMAID } from '../shared/lambda/api-runs.ts';
import { createDecidePages } from '../shared/lambda/decide.ts';
import { answer, answerText, type Endpoints, type HttpSettings, serve } from '../shared/lambda/http.ts';
import { openApi } from '../shared/lambda/openapi.ts';
import { outcomeView } from '../shared/lambda/outcome-view.ts';
import { requireSlack, slackWish } from '../shared/lambda/slack.ts';
import { wantedIn } from '../shared/lambda/socket.ts';
import type { SlackDoor } from '../shared/ports/slack-workspace.ts';
import { actBySlack } from '../shared/use-cases/act-by-slack.ts';
import { commentApproval } from '../shared/use-cases/comment-approval.ts';
import { decideMany } from '../shared/use-cases/decide-many.ts';
import { explainApproval } from '../shared/use-cases/explain-approval.ts';
import { exportRecord } from '../shared/use-cases/export-record.ts';
import { giveDelegation } from '../shared/use-cases/give-delegation.ts';
import { issueTicket } from '../shared/use-cases/issue-ticket.ts';
import { listDelegations } from '../shared/use-cases/list-delegations.ts';
import { listUndelivered, retryDelivery } from '../shared/use-cases/list-undelivered.ts';
import { inboxesToRead, refuseToRead, refuseToReadRuns } from '../shared/use-cases/may-read.ts';
import { openLink } from '../shared/use-cases/open-link.ts';
import { cancelRun, nudgeRun, retryRun } from '../shared/use-cases/operate-run.ts';
import { listApprovals, readApproval } from '../shared/use-cases/read-approval.ts';
import { listRuns, readRun } from '../shared/use-cases/read-run.ts';
import { readShape } from '../shared/use-cases/read-shape.ts';
import { reassignApproval } from '../shared/use-cases/reassign-approval.ts';
import { recordDecision, recordDecisionByKey } from '../shared/use-cases/record-decision.ts';
import { revokeDelegation } from '../shared/use-cases/revoke-delegation.ts';
import type { Kept } from '../shared/use-cases/system.ts';
import { withdrawVote } from '../shared/use-cases/withdraw-vote.ts';
import { onLambda } from './on-lambda.ts';
import { awsHttp, awsKept } from './runtime.ts';
import { awsSlack } from './runtime-slack.ts';

const endpoints = (kept: Kept, http: HttpSettings, slack?: SlackDoor): Endpoints => ({
  async listRuns({ query: { workflow, status, ...page }, actor }) {
    refuseToReadRuns(actor());
    return answer(200, await listRuns(kept, { workflow, status }, page));
  },
  async readRun({ params, actor }) {
    refuseToReadRuns(actor());
    return answer(200, await readRun(kept, params.runId));
  },
  async drawRun({ params, actor }) {
    refuseToReadRuns(actor());
    const picture = pictureOf(await readRun(kept, params.runId), kept.clock.now());
    return answerText(200, pictureMermaid(picture), MERMAID);
  },
  async readShape({ params, actor }) {
    refuseToReadRuns(actor());
    return answer(200, await readShape(kept, params.workflow));
  },
  async drawShape({ params, actor }) {
    refuseToReadRuns(actor());
    return answerText(200, shapeMermaid(await readShape(kept, params.workflow)), MERMAID);
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
    const assignees = await inboxesToRead(kept, actor(), assignee);
    return answer(200, await listApprovals(kept, { assignees }, page));
  },
  async readApproval({ params, actor }) {
    const { approval, view } = await readApproval(kept, params);
    await refuseToRead(kept, approval, actor());
    return answer(200, view);
  },
  async explain({ params, actor }) {
    const { approval, explanation } = await explainApproval(kept, params, actor());
    await refuseToRead(kept, approval, actor());
    return answer(200, explanation);
  },
  async comment({ params, body, actor }) {
    const who = actor(body.actorId);
    await refuseToRead(kept, (await readApproval(kept, params)).approval, who);
    return answer(200, await commentApproval(kept, params, body, who));
  },
  async reassign({ params, body, actor }) {
    const who = actor(body.actorId);
    return answer(200, await reassignApproval(kept, params, body, who, hasRole(who, 'operator')));
  },
  withdraw: async ({ params, body, actor }) => answer(200, await withdrawVote(kept, params, body, actor(body.actorId))),
  async decideMany({ body, actor }) {
    const outcomes = await decideMany(kept, body, actor);
    return answer(200, { items: outcomes.map((outcome) => outcomeView(kept.log, outcome)) });
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
  async streamTicket({ query, actor }) {
    requireProof(actor());
    return answer(201, await issueTicket(kept, actor(), wantedIn(query)));
  },
  ...byLink(kept, http),
  async slackInteraction({ body, header, text }) {
    const askedAt = kept.clock.now();
    if (!slack) throw new CountersignError('not-found', 'Slack is not set up here; docs/guides/notices.md says how.');
    const request = { signature: header('x-slack-signature'), timestamp: header('x-slack-request-timestamp') };
    requireSlack({ ...request, body: await text() }, await slack.signingSecret(), kept.clock.now());
    const errors = await actBySlack(kept, slack.workspace, slackWish(body.payload), askedAt);
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

/** Decision links; where nothing makes any, none opens anything. */
function byLink(kept: Kept, { inboxUrl }: HttpSettings): Endpoints {
  const { clock, links } = kept;
  const { show, take } = createDecidePages({
    open: (token) => openLink(kept, token),
    decide: (ref, input, actor) => recordDecision(kept, ref, input, actor),
    macs: {
      mac: async (text) => (await links?.mac('form', text)) ?? '',
      matches: async (text, mac) => (await links?.matches('form', text, mac)) ?? false,
    },
    now: () => clock.now(),
    inboxUrl,
  });
  return { decidePage: show, decideByLink: take };
}

export const createWebhook = (kept: Kept, http: HttpSettings, slack?: SlackDoor) =>
  serve(endpoints(kept, http, slack), http, kept.log);

export const handler = onLambda(async (log) => createWebhook(awsKept(log), awsHttp, awsSlack()));
