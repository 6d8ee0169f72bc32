/** The snippets of the guides, executed: each does what its guide says. */

import { defineWorkflow } from 'countersign';
import {
  type ApprovalStep,
  createApprovalStep,
  createHITLOrchestrator,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
  getPendingApprovals,
  injectApproval,
  isApprovalRejected,
  isPendingApproval,
} from 'countersign/hitl';
import { createWorkflow, type WorkflowEvent } from 'countersign/workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import {
  app,
  bank,
  data,
  db,
  done,
  fetchData,
  orderId,
  redis,
  slack,
  startAfresh,
  store,
} from '../../docs/snippets/application.ts';
import { approveExpense, collector as chainCollector } from '../../docs/snippets/approval-chain.ts';
import { budgetWorkflow } from '../../docs/snippets/business-hours.ts';
import { printProgress } from '../../docs/snippets/chain-progress.ts';
import { report } from '../../docs/snippets/changed-workflow.ts';
import { gatedDelete } from '../../docs/snippets/conditional-gate.ts';
import { dataWorkflow } from '../../docs/snippets/data-workflow.ts';
import * as deadlines from '../../docs/snippets/deadlines.ts';
import { orchestratorOver } from '../../docs/snippets/dynamodb-stores.ts';
import { printEdit } from '../../docs/snippets/edited-status.ts';
import { approveBudget, orchestrator as budgets, reduceBudget } from '../../docs/snippets/edits.ts';
import { approvalWithEscalation } from '../../docs/snippets/escalation.ts';
import { approvalStore as webStore } from '../../docs/snippets/express-endpoint.ts';
import { deployment as deploymentWorkflow } from '../../docs/snippets/first-of.ts';
import { collector as mailCollector, sendToCustomer } from '../../docs/snippets/gated-step.ts';
import { idempotentApprovalStore } from '../../docs/snippets/idempotent-store.ts';
import { logEvent } from '../../docs/snippets/log-events.ts';
import { startRefund } from '../../docs/snippets/main-flow.ts';
import { payExpense } from '../../docs/snippets/manager-approval.ts';
import { fetchApprovedData } from '../../docs/snippets/orchestrator.ts';
import { listPending } from '../../docs/snippets/pending-list.ts';
import { payment as paymentWorkflow } from '../../docs/snippets/policy.ts';
import { closeRejectedRefund } from '../../docs/snippets/rejected.ts';
import { contractWorkflow } from '../../docs/snippets/reminders.ts';
import { approveRefund, resumeRefund } from '../../docs/snippets/resume.ts';
import { payApprovedExpense } from '../../docs/snippets/retry-after-failure.ts';
import { approveAtOnce } from '../../docs/snippets/side-by-side.ts';
import { orchestrator as slackOrchestrator } from '../../docs/snippets/slack-channel.ts';
import { checkApprovalTimeouts, timedApproval } from '../../docs/snippets/timeout.ts';
import { check } from '../../docs/snippets/verify-record.ts';
import { ensureTable } from '../../infra/local/engine.ts';
import { errorIn, valueIn } from '../library/runs.ts';
import { createRecordingChannel } from '../support/channel.ts';
import { altered, bonusWorkflow, decidedBonus, exportOf } from '../support/records.ts';
import { describeWithDynamoDB, memoryStores, ownClient } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';

/** What a snippet printed, a line each. */
let printed: unknown[][];

beforeEach(() => {
  startAfresh();
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((...line) => void printed.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
});

const HOUR = 60 * 60 * 1000;

const decide = (id: string, approved = true, reason?: string) =>
  db.approvals.upsert({ where: { id }, data: { approved, ...(reason !== undefined && { reason }) } });

describe('the main flow', () => {
  it('A4: pauses, is approved in the database, and goes on; each effect happens once', async () => {
    const paused = await startRefund();
    const beforeDecision = [...done];
    await approveRefund();
    const resumed = await resumeRefund();

    expect(isPendingApproval(errorIn(paused))).toBe(true);
    expect(beforeDecision).toEqual(['calculateRefund refund-123', 'Slack: Refund refund-123 needs approval']);
    expect(valueIn(resumed)).toEqual({ order: orderId, amount: 40, approvedBy: 'alice@company.com' });
    expect(done).toEqual([...beforeDecision, 'processRefund refund-123']);
  });

  it('A4: waits still where it is run again before the decision', async () => {
    await startRefund();

    const resumed = await resumeRefund();

    expect(isPendingApproval(errorIn(resumed))).toBe(true);
    expect(done).toEqual(['calculateRefund refund-123', 'Slack: Refund refund-123 needs approval']);
  });

  it('A6: lists what the paused run waits for', async () => {
    await startRefund();

    expect(listPending()).toEqual([{ stepKey: 'approve:refund' }]);
  });

  it('B6: closes a refund that was rejected', async () => {
    await startRefund();
    await decide(orderId, false, 'Outside the return window');

    await closeRejectedRefund();

    expect(printed).toEqual([['Rejected:', 'Outside the return window']]);
    expect(done.slice(2)).toEqual(['refund refund-123 is rejected']);
  });
});

describe('the manager approval', () => {
  afterEach(() => store.delete('expense-123'));

  it('A4: pauses, and pays once approved', async () => {
    const paused = await payExpense();
    await decide('expense-123');
    const resumed = await payExpense();

    expect(isPendingApproval(errorIn(paused))).toBe(true);
    expect(valueIn(resumed)).toMatchObject({ paid: 2_500 });
    expect(done).toEqual([
      'validateExpense expense-123',
      'Slack: Expense needs approval: expense-123',
      'processPayment expense-123',
    ]);
  });

  it('B6: pays nothing once rejected', async () => {
    await payExpense();
    await decide('expense-123', false, 'No receipt');

    const resumed = await payExpense();

    expect(errorIn(resumed)).toMatchObject({ type: 'APPROVAL_REJECTED', reason: 'No receipt' });
    expect(done).not.toContain('processPayment expense-123');
  });
});

describe('the orchestrator', () => {
  it('C1: starts, is approved and resumes', async () => {
    const { result, finalResult } = await fetchApprovedData();

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: 'approve:data' });
    expect(valueIn(finalResult)).toEqual({ rows: 3 });
    expect(done).toEqual(['fetchData']);
  });

  it('C9: tells Slack what is asked, and how it ended', async () => {
    const { runId } = await slackOrchestrator.start(({ step }) =>
      step('requireApproval', createApprovalStep({ key: 'approve:data', title: 'Share three rows' })),
    );

    await slackOrchestrator.approve(runId, 'approve:data', { approvedBy: 'alice' });

    const sent = slack.sent.map((message) => JSON.stringify(message));
    expect(sent).toHaveLength(2);
    expect(sent[0]).toContain('*Share three rows*');
    expect(sent[0]).toContain('Workflow: workflow | Key: approve:data');
    expect(sent[0]).toContain('"action_id":"reject:approve:data"');
    expect(sent[1]).toContain('approve:data: approved by alice');
  });
});

describe('the endpoint', () => {
  const PATH = '/webhooks/approve';
  const waiting = async (key: string, proposed?: object) => {
    const orchestrator = createHITLOrchestrator({ approvalStore: webStore, workflowStateStore: db.runs });
    const { runId } = await orchestrator.start(({ step }) => step('ask', createApprovalStep({ key, proposed })));
    return { resume: () => orchestrator.resume(runId), leave: () => db.runs.delete(runId) };
  };

  it('C10: approves with a value', async () => {
    const { resume, leave } = await waiting('web:approve');

    const answer = await app.answer(PATH, { key: 'web:approve', action: 'approve', value: 7, actorId: 'ann' });

    expect(answer).toMatchObject({ success: true, status: 200, data: { status: 'approved', by: 'ann' } });
    expect(valueIn(await resume())).toBe(7);
    await leave();
  });

  it('C10: edits', async () => {
    const { resume, leave } = await waiting('web:edit', { amount: 5 });

    const answer = await app.answer(PATH, {
      ...{ key: 'web:edit', action: 'edit', actorId: 'ann' },
      originalValue: { amount: 5 },
      editedValue: { amount: 4 },
    });

    expect(answer).toMatchObject({ success: true, data: { status: 'edited' } });
    expect(valueIn(await resume())).toEqual({ amount: 4 });
    await leave();
  });

  it('C10: rejects with a reason, and not without one', async () => {
    const { resume, leave } = await waiting('web:reject');

    const refused = await app.answer(PATH, { key: 'web:reject', action: 'reject', actorId: 'ann' });
    const answer = await app.answer(PATH, { key: 'web:reject', action: 'reject', reason: 'No', actorId: 'ann' });

    expect(refused).toMatchObject({ success: false, status: 422, data: { code: 'invalid-input' } });
    expect(answer).toMatchObject({ success: true, data: { status: 'rejected' } });
    expect(isApprovalRejected(errorIn(await resume()))).toBe(true);
    await leave();
  });

  it('C10: refuses a key that nothing waits under', async () => {
    const answer = await app.answer(PATH, { key: 'nobody', action: 'approve' });

    expect(answer).toMatchObject({ success: false, status: 404, data: { code: 'approval-unknown' } });
  });
});

describe('edits', () => {
  const askForBudget = () =>
    budgets.start(({ step }) =>
      step('askForBudget', createApprovalStep<{ amount: number }>({ key: 'budget', proposed: { amount: 5_000 } })),
    );

  it('C1: approves by the bare key', async () => {
    const { runId } = await askForBudget();

    await approveBudget();
    await printEdit();

    expect(valueIn(await budgets.resume(runId))).toEqual({ amount: 5_000 });
    expect(printed).toEqual([]);
  });

  it('B5: goes on with the edited value, and keeps both', async () => {
    const { runId } = await askForBudget();

    await reduceBudget();
    await printEdit();

    expect(valueIn(await budgets.resume(runId))).toEqual({ amount: 4_500 });
    expect(printed).toEqual([
      ['Original:', { amount: 5_000 }],
      ['Edited to:', { amount: 4_500 }],
      ['By:', 'manager@co.com'],
    ]);
  });
});

describe('gates', () => {
  const MAIL = { to: 'external@other.com', subject: 'Hello', body: '...' };

  it('B2, B4: shows the arguments under the key of the gate, and sends nothing', async () => {
    const result = await sendToCustomer();

    expect(errorIn(result)).toEqual({
      type: 'PENDING_APPROVAL',
      stepKey: 'email-approval',
      reason: 'Send email to external@other.com: "Hello"',
      metadata: { pendingArgs: MAIL },
    });
    expect(printed).toEqual([[MAIL]]);
    expect(done).toEqual([]);
  });

  it('B3: sends once, once approved', async () => {
    await sendToCustomer();

    const approved = injectApproval(mailCollector.getResumeState(), { stepKey: 'email-approval' });
    const result = await sendToCustomer(approved);
    const again = await sendToCustomer(mailCollector.getResumeState());

    expect([result.ok, again.ok]).toEqual([true, true]);
    expect(done).toEqual(['sendEmail external@other.com']);
  });

  it('B2: deletes at once what is not important, and asks for what is', async () => {
    const free = await gatedDelete({ path: '/tmp/foo.txt' });
    const gated = await gatedDelete({ path: '/important/data.json' });

    expect(free.ok).toBe(true);
    expect(errorIn(gated)).toMatchObject({
      stepKey: 'delete-file',
      reason: 'Delete file: /important/data.json',
      metadata: { pendingArgs: { path: '/important/data.json' } },
    });
    expect(done).toEqual(['deleteFile /tmp/foo.txt']);
  });
});

describe('the approval chain', () => {
  const goOn = () => approveExpense(chainCollector.getResumeState());

  it('A9: an expense of 500 needs the manager alone', async () => {
    data.amount = 500;
    await approveExpense();
    await decide('expense-123/manager');

    const result = await goOn();

    expect(valueIn(result)).toEqual({ paid: 500 });
    expect(done).toEqual(['validateExpense expense-123', 'processExpense expense-123']);
  });

  it('A6, A9: an expense of 2,500 needs finance, too, and the display says so', async () => {
    await approveExpense();
    await decide('expense-123/manager');

    const paused = await goOn();
    printProgress();
    await decide('expense-123/finance');
    const result = await goOn();

    expect(errorIn(paused)).toMatchObject({ stepKey: 'approval:finance' });
    expect(printed).toEqual([['Completed: manager'], ['Waiting for: approval:finance']]);
    expect(valueIn(result)).toEqual({ paid: 2_500 });
    expect(done).toEqual(['validateExpense expense-123', 'processExpense expense-123']);
  });

  it('A9: an expense of 20,000 needs all three; no step runs twice', async () => {
    data.amount = 20_000;
    const results = [await approveExpense()];
    for (const stage of ['manager', 'finance', 'ceo']) {
      await decide(`expense-123/${stage}`);
      results.push(await goOn());
    }

    expect(results.map((result) => result.ok || (isPendingApproval(result.error) && result.error.stepKey))).toEqual([
      'approval:manager',
      'approval:finance',
      'approval:ceo',
      true,
    ]);
    expect(done).toEqual(['validateExpense expense-123', 'processExpense expense-123']);
  });

  it('A9: an expense that finance rejects is not paid', async () => {
    await decide('expense-123/manager');
    await decide('expense-123/finance', false, 'Over budget');

    const result = await approveExpense();

    expect(errorIn(result)).toMatchObject({ type: 'APPROVAL_REJECTED', reason: 'Over budget' });
    expect(done).toEqual(['validateExpense expense-123']);
  });
});

describe('approvals side by side', () => {
  const open = () => getPendingApprovals(chainCollector.getResumeState()).map(({ stepKey }) => stepKey);

  it('A8: files both, and keeps one decided while the other is waited for', async () => {
    await approveAtOnce();
    const atFirst = open();
    await decide('expense-123/finance');
    await approveAtOnce(chainCollector.getResumeState());
    const afterOne = open();
    await decide('expense-123/manager');
    const result = await approveAtOnce(chainCollector.getResumeState());

    expect(atFirst).toEqual(['approval:manager', 'approval:finance']);
    expect(afterOne).toEqual(['approval:manager']);
    expect(valueIn(result)).toEqual({ paid: 2_500 });
    expect(done).toEqual(['processExpense expense-123']);
  });
});

describe('timeouts that the application looks after', () => {
  const request = (age: number) =>
    db.approvalRequests.create({ id: 'request-123', workflowId: 'wf-9', createdAt: Date.now() - age });

  it('waits within the 24 hours, and rejects after them', async () => {
    await request(HOUR);
    const early = await timedApproval();
    await request(25 * HOUR);
    const late = await timedApproval();

    expect(isPendingApproval(errorIn(early))).toBe(true);
    expect(errorIn(late)).toMatchObject({ type: 'APPROVAL_REJECTED', reason: 'Approval timed out after 24 hours' });
  });

  it('takes a decision that was made in time', async () => {
    await request(HOUR);
    await db.approvalRequests.update({ where: { id: 'request-123' }, data: { status: 'decided', approved: true } });

    expect(valueIn(await timedApproval())).toMatchObject({ approved: true });
  });

  it('rejects in a job what is too old, and goes on with its workflow', async () => {
    await request(25 * HOUR);

    await checkApprovalTimeouts();
    await checkApprovalTimeouts();

    expect(done).toEqual(['resumeWorkflow wf-9']);
    expect(await db.getApprovalRequest('request-123')).toMatchObject({ status: 'rejected' });
  });

  it('escalates once after four hours', async () => {
    await request(5 * HOUR);

    const results = [await approvalWithEscalation(), await approvalWithEscalation()];

    expect(results.every((result) => isPendingApproval(errorIn(result)))).toBe(true);
    expect(done).toEqual(['Slack: Approval escalated to senior manager']);
    expect(await db.getApprovalRequest('request-123')).toMatchObject({ assignedTo: 'senior-manager@company.com' });
  });
});

describe('deadlines that the approval declares', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('D1, D2: reminds, escalates and rejects', async () => {
    const job = deadlines.keepTime();
    const { runId } = await deadlines.startExpense();

    await vi.advanceTimersByTimeAsync(5 * HOUR);
    const escalated = await deadlines.orchestrator.getStatus(runId);
    await vi.advanceTimersByTimeAsync(20 * HOUR);
    const expired = await deadlines.orchestrator.getStatus(runId);
    clearInterval(job);

    expect(escalated.timeline).toMatchObject([
      { key: 'approval:manager', assignee: ['manager@company.com', 'senior-manager@company.com'] },
    ]);
    expect(expired).toMatchObject({ status: 'failed', error: { code: 'approval-rejected', expired: true } });
    expect(done).toEqual([]);
  });

  it('D1, D2: counts working days alone where the approval declares business hours', async () => {
    vi.setSystemTime('2026-12-23T15:00:00.000Z'); // an hour before they close
    const told: WorkflowEvent[] = [];

    await budgetWorkflow.run(({ step, deps }) => step('budget', deps.budgetApproval), {
      onEvent: (event) => told.push(event),
    });

    const [pending] = told.filter((event) => event.type === 'approval_pending');
    expect(pending?.wait).toMatchObject({
      ask: {
        expiresAt: '2026-12-28T15:00:00.000Z',
        onTimeout: { escalate: 'head-of-finance', until: '2026-12-30T15:00:00.000Z' },
        events: [{ kind: 'remind', at: '2026-12-24T11:00:00.000Z' }],
      },
    });
  });

  it('has two of finance approve a payment, also before it is asked, and tells who did', async () => {
    const orchestrator = createHITLOrchestrator({
      ...{ approvalStore: createMemoryApprovalStore(), workflowStateStore: createMemoryWorkflowStateStore() },
      ...{ workflows: [paymentWorkflow, deploymentWorkflow], autoResume: true },
    });
    const { runId } = await orchestrator.start(paymentWorkflow, { input: { amount: 40 } });
    const deployment = await orchestrator.start(deploymentWorkflow, { input: { build: '7' } });

    await orchestrator.approve(runId, 'approve:payment', { approvedBy: 'ann@example.com' });
    await orchestrator.approve(runId, 'approve:payment', { approvedBy: 'bob@example.com' });
    await orchestrator.approve(deployment.runId, 'approve:on-call', { approvedBy: 'cleo@example.com' });

    expect(await orchestrator.getStatus(runId)).toMatchObject({
      status: 'completed',
      result: ['ann@example.com', 'bob@example.com'],
    });
    expect(await orchestrator.getStatus(deployment.runId)).toMatchObject({ result: 'onCall: cleo@example.com' });
    expect(done).toEqual(['pay 40', 'deploy 7']);
  });

  it('D1, D2: reminds until an instant, and fails without an answer', async () => {
    const channel = createRecordingChannel();
    const orchestrator = createHITLOrchestrator({
      approvalStore: createMemoryApprovalStore(),
      workflowStateStore: createMemoryWorkflowStateStore(),
      ...{ workflows: [contractWorkflow], notificationChannel: channel, autoResume: true },
    });
    const validUntil = new Date(Date.now() + 60 * HOUR).toISOString();
    const { runId } = await orchestrator.start(contractWorkflow, { input: { validUntil } });

    for (let hours = 0; hours < 61; hours++) {
      await vi.advanceTimersByTimeAsync(HOUR);
      await orchestrator.sweep();
    }

    expect(channel.told.map(({ kind }) => kind).filter((kind) => kind === 'reminder')).toHaveLength(2);
    expect(await orchestrator.getStatus(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'approval-expired' },
    });
    expect(done).toEqual(['Slack: Nobody signed in time']);
  });

  it('D1: goes on by itself once approved', async () => {
    const { runId } = await deadlines.startExpense();

    await deadlines.orchestrator.approve(runId, 'approval:manager', { approvedBy: 'manager@company.com' });

    expect(await deadlines.orchestrator.getStatus(runId)).toMatchObject({
      status: 'completed',
      result: { paid: 2_500 },
    });
    expect(done).toEqual(['processExpense expense-123']);
  });
});

describe('recovery on start-up', () => {
  const KEY = 'approve:data';
  /** A process that starts runs, and is gone before anybody goes on with them. */
  const crashed = () =>
    createHITLOrchestrator({ approvalStore: redis.approvals, workflowStateStore: db.runs, workflows: [dataWorkflow] });
  const start = (workflowId: string) => crashed().start(dataWorkflow, { workflowId, input: { source: 's3' } });
  const statusOf = async (runId: string) => (await crashed().getStatus(runId)).status;

  it('C7: goes on with what was decided, leaves what was not, and marks for review what it cannot read', async () => {
    for (const runId of ['decided', 'undecided', 'unreadable']) await start(runId);
    await crashed().approve('decided', KEY, { approvedBy: 'alice' });
    const { getPending } = redis.approvals;
    vi.spyOn(redis.approvals, 'getPending').mockImplementation(async (runId) => {
      if (runId === 'unreadable') throw new Error('redis is away');
      return getPending(runId);
    });
    const complained = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { recoverWorkflows } = await import('../../docs/snippets/recovery.ts'); // recovers as it is loaded

    const statuses = [await statusOf('decided'), await statusOf('undecided'), await statusOf('unreadable')];
    const first = printed.splice(0);
    await recoverWorkflows();

    expect(statuses).toEqual(['completed', 'waiting', 'needs-review']);
    expect(first).toContainEqual(['Workflow decided resumed:', 'success']);
    expect(complained).toHaveBeenCalledExactlyOnceWith('Failed to recover unreadable:', new Error('redis is away'));
    expect(done).toEqual(['fetchData', 'fetchData', 'fetchData']);
    expect(printed).toEqual([['Recovering workflow: undecided']]);
  });
});

describe('the idempotent store', () => {
  it('keeps the first of two approvals', async () => {
    await idempotentApprovalStore.grantApproval('budget', { amount: 5 });
    await idempotentApprovalStore.grantApproval('budget', { amount: 6 });

    expect(await idempotentApprovalStore.getApproval('budget')).toEqual({ status: 'approved', value: { amount: 5 } });
    expect(await idempotentApprovalStore.getApproval('other')).toEqual({ status: 'pending' });
  });
});

describe('a failure after approvals', () => {
  beforeEach(async () => {
    for (const stage of ['manager', 'finance']) await decide(`expense-123/${stage}`);
  });

  it('C6: runs the failed step again, and nothing else', async () => {
    bank.failures = 2;

    await payApprovedExpense();

    expect(done).toEqual([
      'validateExpense expense-123',
      'processExpense expense-123',
      'processExpense expense-123',
      'processExpense expense-123',
      'alertOps: Expense workflow failed after approval (BANK_DOWN)',
    ]);
  });

  it('C6: asks nobody again', async () => {
    bank.failures = 1;
    const asked = vi.spyOn(db, 'getApprovalStatus');

    await payApprovedExpense();

    expect(asked.mock.calls).toEqual([
      ['expense-123', 'manager'],
      ['expense-123', 'finance'],
    ]);
  });
});

describe('the log of events', () => {
  it('A7: says what is waited for, who answered, and what failed', async () => {
    const requireApproval = createApprovalStep<string>({ key: 'go', pendingReason: 'Three rows' });
    const { approvalStore, orchestrator } = eventful(requireApproval);
    const { runId } = await orchestrator.start(async ({ step, deps }) => {
      await step('requireApproval', deps.requireApproval);
      await step('share', () => {
        throw new Error('no network');
      });
    });

    await approvalStore.grantApproval('go', 'yes', { approvedBy: 'alice' });
    await orchestrator.resume(runId);

    expect(printed).toEqual([
      [`${runId} waits for go: Three rows`],
      [`${runId}: alice said approve to go`],
      [`${runId}: share failed after 1 tries`],
    ]);
  });

  const eventful = (requireApproval: ApprovalStep<string>) => {
    const approvalStore = createMemoryApprovalStore();
    const orchestrator = createHITLOrchestrator({
      approvalStore,
      workflowStateStore: createMemoryWorkflowStateStore(),
      createWorkflow: () => createWorkflow('workflow', { requireApproval }, { onEvent: logEvent }),
    });
    return { approvalStore, orchestrator };
  };
});

describe('a workflow that was changed', () => {
  const before = defineWorkflow({
    ...{ name: 'report', version: '1', input: z.object({ source: z.string() }) },
    run: async ({ step, approval }) => {
      const loaded = await step('fetchData', () => fetchData());
      await approval('approve:report', { title: 'Publish the report', assignee: 'editors' });
      return step('publish', () => loaded);
    },
  });

  it('I2, I3: goes on with the runs of its first version: nothing is done or asked twice', async () => {
    const approvalStore = createMemoryApprovalStore();
    const stores = { approvalStore, workflowStateStore: createMemoryWorkflowStateStore() };
    const old = createHITLOrchestrator({ ...stores, workflows: [before] });
    const { runId } = await old.start(before, { input: { source: 's3' } });
    await old.approve(runId, 'approve:report', { approvedBy: 'alice' });

    const result = await createHITLOrchestrator({ ...stores, workflows: [report] }).resume(runId);

    expect(valueIn(result)).toEqual({ rows: 3 });
    expect(done).toEqual(['fetchData']);
    expect(await approvalStore.getApproval('approve:report', { runId })).toMatchObject({ approvedBy: 'alice' });
  });
});

describeWithDynamoDB('the stores over DynamoDB', () => {
  it('C11: keep a run that another process decides and a third goes on with', async () => {
    const table = `docs-${crypto.randomUUID()}`;
    const client = ownClient();
    await ensureTable(client, table);
    const { runId, result } = await orchestratorOver(client, table).start(dataWorkflow, { input: { source: 's3' } });

    await orchestratorOver(client, table).approve(runId, 'approve:data', { approvedBy: 'alice' });
    const resumed = await orchestratorOver(client, table).resume(runId);

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(valueIn(resumed)).toEqual({ rows: 3 });
    expect(done).toEqual(['fetchData']);
  });
});

describe('a record', () => {
  it('is checked, and what was altered is named', async () => {
    const system = createTestSystem({ workflows: [bonusWorkflow], stores: await memoryStores() });
    const runId = await decidedBonus(system);
    const text = await exportOf(system, runId);
    const keys = await system.kept().signer.keys();
    const forged = altered(text, ({ entries }) => Object.assign(entries[0] ?? {}, { by: 'eve' }));

    expect(check(Buffer.from(text), keys)).toBe(`${runId} is sound`);
    expect(check(Buffer.from(forged), keys)).toContain('Entry 1 (started by eve');
  });
});
