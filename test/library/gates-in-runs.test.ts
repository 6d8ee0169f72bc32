/** Gates in runs that are kept: what people approved is what is executed, once, whichever process goes on. */

import {
  createApprovalWebhookHandler,
  createHITLOrchestrator,
  gatedStep,
  isApprovalCancelled,
  isApprovalRejected,
} from 'countersign/hitl';
import { createWorkflow } from 'countersign/workflow';
import { beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { readApproval } from '../../shared/use-cases/read-approval.ts';
import { createRecordingChannel } from '../support/channel.ts';
import { plus } from '../support/clock.ts';
import { describeOnBothLibraries, type Library } from '../support/library.ts';
import { workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

interface Mail {
  to: string;
  subject: string;
  at?: Date;
}

const KEY = 'email-approval';
const ANN = 'ann@example.com';
const MAIL: Mail = { to: 'ann@other.com', subject: 'Hello' };
const OTHER: Mail = { to: 'bob@other.com', subject: 'Hello' };

describeOnBothLibraries('gates in runs', (freshLibrary) => {
  let library: Library;
  let sent: Mail[];
  beforeEach(async () => {
    library = await freshLibrary();
    sent = [];
  });

  it('B3: counts no decision again that was superseded, though the very same is asked once more', async () => {
    const state = { mail: MAIL };
    const { process } = mailing(state);
    const orchestrator = process();
    await orchestrator.start(mailing(state).workflow, { workflowId: 'r-1' });
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
    state.mail = OTHER;
    await orchestrator.resume('r-1');
    state.mail = MAIL;

    const result = await process().resume('r-1');

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', metadata: { pendingArgs: MAIL } });
    expect(sent).toEqual([]);
    expect(await library.ports.approvals.superseded('r-1', KEY)).toHaveLength(2);
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
    expect(valueIn(await process().resume('r-1'))).toBe(`sent to ${MAIL.to}`);
    expect(sent).toEqual([MAIL]);
  });

  /** A gate before an operation that writes down what it was called with; it fails as often as it is told to. */
  const gateThatSends = (state = { failures: 0 }) =>
    gatedStep(
      async (mail: Mail) => {
        sent.push(mail);
        if (state.failures-- > 0) throw new Error('The mail server is away.');
        return `sent to ${mail.to}`;
      },
      {
        key: KEY,
        requiresApproval: ({ to }) => !to.endsWith('@mycompany.com'),
        description: ({ to, subject }) => `Send email to ${to}: "${subject}"`,
      },
    );

  /** A run that sends what `state` holds when the body gets there; every process reads the same. */
  const mailing = (state: { mail: Mail; failures?: number } = { mail: MAIL }) => {
    const gate = gateThatSends({ failures: state.failures ?? 0 });
    const workflow = workflowOf('mailing', ({ step }) =>
      step('gatedSendEmail', () => gate(state.mail), { key: 'send-email' }),
    );
    return { workflow, process: () => library.process({ workflows: [workflow] }) };
  };

  it('B3: executes an approved operation once, with the args that the person saw', async () => {
    const { workflow, process } = mailing();
    const { runId, result } = await process().start(workflow, {});
    expect(sent).toEqual([]);

    await process().approve(runId, KEY, { approvedBy: ANN });
    const results = [await process().resume(runId), await process().resume(runId)];

    expect(errorIn(result)).toEqual({
      ...{ type: 'PENDING_APPROVAL', stepKey: KEY, reason: 'Send email to ann@other.com: "Hello"' },
      metadata: { pendingArgs: MAIL },
    });
    for (const one of results) expect(valueIn(one)).toBe('sent to ann@other.com');
    expect(sent).toEqual([MAIL]);
  });

  it('B3: executes at once what needs nobody', async () => {
    const inside = { to: 'ann@mycompany.com', subject: 'Hello' };
    const { workflow, process } = mailing({ mail: inside });

    const { result } = await process().start(workflow, {});

    expect(valueIn(result)).toBe('sent to ann@mycompany.com');
    expect(sent).toEqual([inside]);
  });

  it('B3: executes an edited operation with the edited args, and keeps both', async () => {
    const { workflow, process } = mailing();
    const { runId } = await process().start(workflow, {});

    await process().edit(runId, KEY, { editedBy: ANN, originalValue: MAIL, editedValue: OTHER });
    const result = await process().resume(runId);

    expect(valueIn(result)).toBe('sent to bob@other.com');
    expect(sent).toEqual([OTHER]);
    expect(await library.open().approvalStore.getApproval(KEY, { runId })).toMatchObject({
      ...{ status: 'edited', originalValue: MAIL, editedValue: OTHER, editedBy: ANN },
    });
  });

  it('B3: never executes a rejected operation', async () => {
    const { workflow, process } = mailing();
    const { runId } = await process().start(workflow, {});
    await process().reject(runId, KEY, { rejectedBy: ANN, reason: 'No.' });

    const results = [await process().resume(runId), await process().retry(runId)];

    for (const result of results) expect(isApprovalRejected(errorIn(result))).toBe(true);
    expect(sent).toEqual([]);
  });

  it('B3: never executes a cancelled operation, nor one whose time has run out', async () => {
    const gate = gatedStep((mail: Mail) => void sent.push(mail), {
      ...{ key: KEY, requiresApproval: true, description: 'Send', timeout: '4h' },
    });
    const workflow = workflowOf('timed', () => gate(MAIL));
    const process = () => library.process({ workflows: [workflow] });
    await process().start(workflow, { workflowId: 'late' });
    await process().start(workflow, { workflowId: 'gone' });

    await process().cancel('gone', KEY, { cancelledBy: ANN });
    library.clock.advance('5h');

    expect(isApprovalCancelled(errorIn(await process().resume('gone')))).toBe(true);
    expect(errorIn(await process().resume('late'))).toMatchObject({ expired: true, approvalKey: KEY });
    expect(sent).toEqual([]);
  });

  it('B3: does not execute other args than those approved: it asks anew, and keeps the old approval as superseded', async () => {
    const state = { mail: MAIL };
    const { workflow, process } = mailing(state);
    const { runId } = await process().start(workflow, {});
    library.clock.advance('1m');
    await process().approve(runId, KEY, { approvedBy: ANN });
    state.mail = OTHER;

    const asked = await process().resume(runId);

    expect(errorIn(asked)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: KEY, metadata: { pendingArgs: OTHER } });
    expect(sent).toEqual([]);
    expect(await library.open().approvalStore.getApproval(KEY, { runId })).toMatchObject({
      ...{ status: 'pending', pendingArgs: OTHER },
    });
    expect(await library.ports.approvals.superseded(runId, KEY)).toMatchObject([
      { status: 'superseded', decidedBefore: { action: 'approve', by: ANN, at: plus('1m') } },
    ]);
    const { view } = await readApproval({ ...library.ports, values: createMemoryValueStore() }, { runId, key: KEY });
    expect(view.history.map(({ what }) => what)).toEqual(['asked', 'approved', 'superseded', 'asked']);

    await process().approve(runId, KEY, { approvedBy: 'bob@example.com' });
    expect(valueIn(await process().resume(runId))).toBe('sent to bob@other.com');
    expect(sent).toEqual([OTHER]);
  });

  it('B3: asks anew where args change back: what was superseded counts no more', async () => {
    const state = { mail: MAIL };
    const { workflow, process } = mailing(state);
    const { runId } = await process().start(workflow, {});
    state.mail = OTHER;
    await process().resume(runId);
    await process().approve(runId, KEY, { approvedBy: ANN });
    state.mail = MAIL;

    const result = await process().resume(runId);

    expect(errorIn(result)).toMatchObject({ metadata: { pendingArgs: MAIL } });
    expect(await library.ports.approvals.superseded(runId, KEY)).toHaveLength(2);
    expect(sent).toEqual([]);
  });

  it('B3: does not execute args that only look alike', async () => {
    const state = { mail: { ...MAIL, at: new Date('2026-01-05T09:00:00.000Z') } as Mail };
    const { workflow, process } = mailing(state);
    const { runId } = await process().start(workflow, {});
    await process().approve(runId, KEY, { approvedBy: ANN });
    state.mail = { ...MAIL, at: new Date('2026-01-05T09:00:00.001Z') };

    expect(errorIn(await process().resume(runId))).toMatchObject({ type: 'PENDING_APPROVAL' });
    expect(sent).toEqual([]);
  });

  it('B3: hands the operation its args as they are, dates and all', async () => {
    const mail = { ...MAIL, at: new Date('2026-01-05T09:00:00.000Z') };
    const { workflow, process } = mailing({ mail });
    const { runId } = await process().start(workflow, {});

    await process().approve(runId, KEY, { approvedBy: ANN });
    await process().resume(runId);

    expect(sent).toEqual([mail]);
  });

  it('B3: refuses a decision on the digest of what was asked before', async () => {
    const state = { mail: MAIL };
    const { workflow, process } = mailing(state);
    const { runId } = await process().start(workflow, {});
    const { view } = await readApproval({ ...library.ports, values: createMemoryValueStore() }, { runId, key: KEY });
    state.mail = OTHER;
    await process().resume(runId);

    const approved = process().approve(runId, KEY, { approvedBy: ANN, digest: view.digest });

    await expect(approved).rejects.toMatchObject({ code: 'changed' });
    expect(errorIn(await process().resume(runId))).toMatchObject({ metadata: { pendingArgs: OTHER } });
  });

  it('B3: keeps the approval where the operation fails, and executes it again at a retry', async () => {
    const { workflow, process } = mailing({ mail: MAIL, failures: 1 });
    const { runId } = await process().start(workflow, {});
    await process().approve(runId, KEY, { approvedBy: ANN });
    expect(errorIn(await process().resume(runId))).toMatchObject({ message: 'The mail server is away.' });

    const result = await process().retry(runId);

    expect(valueIn(result)).toBe('sent to ann@other.com');
    expect(sent).toEqual([MAIL, MAIL]);
  });

  it('B3: executes once though the step around it fails after it', async () => {
    const state = { failures: 1 };
    const gate = gateThatSends();
    const workflow = workflowOf('around', ({ step }) =>
      step('around', async () => {
        const result = await gate(MAIL);
        if (result.ok && state.failures-- > 0) throw new Error('The power went out.');
        return result;
      }),
    );
    const process = () => library.process({ workflows: [workflow] });
    const { runId } = await process().start(workflow, {});
    await process().approve(runId, KEY, { approvedBy: ANN });
    expect(errorIn(await process().resume(runId))).toMatchObject({ message: 'The power went out.' });

    expect(valueIn(await process().retry(runId))).toBe('sent to ann@other.com');
    expect(sent).toEqual([MAIL]);
  });

  it('B4: is one approval, known by the key of the gate, inside of a step with a key of its own', async () => {
    const channel = createRecordingChannel();
    const { workflow } = mailing();
    const orchestrator = library.process({ workflows: [workflow], notificationChannel: channel });

    const { runId, result } = await orchestrator.start(workflow, {});

    const { approvalStore } = library.open();
    expect(errorIn(result)).toMatchObject({ stepKey: KEY });
    expect(await library.ports.approvals.ofRun(runId)).toMatchObject([{ key: KEY }]);
    expect(await approvalStore.getPending(runId)).toMatchObject([{ key: KEY, status: 'pending' }]);
    expect((await approvalStore.listPending()).items.map(({ key }) => key)).toEqual([KEY]);
    expect((await orchestrator.getStatus(runId)).waitingFor.map(({ key }) => key)).toEqual([KEY]);
    expect(channel.told).toMatchObject([{ kind: 'approval-needed', approvalKey: KEY, pendingArgs: MAIL }]);
  });

  it('B4: is decided through the webhook by the key of the gate, and its error names it', async () => {
    const channel = createRecordingChannel();
    const { workflow } = mailing();
    const stores = library.open();
    const orchestrator = library.process({ workflows: [workflow], notificationChannel: channel }, stores);
    const { runId } = await orchestrator.start(workflow, {});

    const answer = await createApprovalWebhookHandler(stores.approvalStore)({
      ...{ key: KEY, action: 'reject', reason: 'No.', actorId: ANN },
    });

    expect(answer).toMatchObject({ status: 200, data: { runId, key: KEY, status: 'rejected' } });
    expect(errorIn(await orchestrator.resume(runId))).toMatchObject({ approvalKey: KEY });
    expect((await orchestrator.getStatus(runId)).error).toMatchObject({ approvalKey: KEY });
    expect(channel.told[1]).toMatchObject({ kind: 'decided', approvalKey: KEY, action: 'rejected' });
  });

  it('B4: knows nothing under the key of the step', async () => {
    const { workflow, process } = mailing();
    const { runId } = await process().start(workflow, {});

    await expect(process().approve(runId, 'send-email')).rejects.toMatchObject({ code: 'approval-unknown' });
  });

  it('B4: takes a gate of the document, among the deps of the workflow', async () => {
    const deps = { gatedSendEmail: gateThatSends() };
    const orchestrator = createHITLOrchestrator({
      ...{ ...library.open(), clock: library.clock },
      createWorkflow: (resumeState) => createWorkflow('workflow', deps, { resumeState }),
    });
    const { runId } = await orchestrator.start(({ step, deps }) =>
      step('gatedSendEmail', () => deps.gatedSendEmail(MAIL), { key: 'send-email' }),
    );

    await orchestrator.approve(runId, KEY, { approvedBy: ANN });

    expect(valueIn(await orchestrator.resume(runId))).toBe('sent to ann@other.com');
    expect(sent).toEqual([MAIL]);
  });

  it('B5: refuses edited args that do not fit the form of a gate, with the path, and executes nothing', async () => {
    const gate = gatedStep((mail: Pick<Mail, 'to' | 'subject'>) => void sent.push(mail), {
      ...{ key: KEY, requiresApproval: true, description: 'Send' },
      form: z.object({ to: z.string(), subject: z.string().min(1) }),
    });
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(
      workflowOf('strict', () => gate(MAIL)),
      {},
    );

    const edited = orchestrator.edit(runId, KEY, { originalValue: MAIL, editedValue: { ...OTHER, subject: '' } });

    await expect(edited).rejects.toMatchObject({
      ...{ code: 'invalid-input', details: { errors: [{ path: 'editedValue.subject' }] } },
    });
    expect(errorIn(await orchestrator.resume(runId))).toMatchObject({ type: 'PENDING_APPROVAL' });
    expect(sent).toEqual([]);
  });
});
