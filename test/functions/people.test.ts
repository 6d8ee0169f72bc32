/** What people do beside deciding, over HTTP, by the events that API Gateway sends the webhook function. */
import { beforeEach, expect, it } from 'vitest';
import { createWebhook } from '../../functions/webhook.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { answered, type GatewayRequest, gatewayEvent, jwt } from '../support/gateway.ts';
import { describeOnBothStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';

const AWS: HttpSettings = { local: false, origins: [] };
const LOCAL: HttpSettings = { ...AWS, local: true };
const ann = jwt('ann@example.com', 'finance');
const bob = jwt('bob@example.com', 'finance');
const eve = jwt('eve@example.com', 'starter');
const viewer = jwt('vera@example.com', 'viewer');
const operator = jwt('ops@example.com', 'operator');

describeOnBothStores('what people do over HTTP', (freshStores) => {
  let system: TestSystem;
  const payment = workflowOf('payment', ({ approval }) =>
    approval('pay', { assignee: 'finance', quorum: { approvals: 2 }, proposed: 40, title: 'Pay 40' }),
  );
  const refund = workflowOf('refund', ({ approval }) => approval('refund', { assignee: 'finance', proposed: 7 }));

  beforeEach(async () => {
    system = createTestSystem({ workflows: [payment, refund], stores: await freshStores() });
  });

  type By = GatewayRequest['authorizer'];
  const call = async (method: string, path: string, by: By, body?: unknown, http = AWS) => {
    const request = { method, path, ...(body !== undefined && { body }), ...(by && { authorizer: by }) };
    return answered(await createWebhook(system.kept(), http)(gatewayEvent(request)));
  };
  const started = async (workflow = 'payment') => {
    const { run } = await system.start(workflow);
    await system.drain();
    return run.runId;
  };

  it('shows whose votes there are with the run, and what was said with them with the approval alone', async () => {
    const runId = await started();
    await call('POST', `/approvals/${runId}/pay/decision`, ann, { action: 'approve', comment: 'Between us.' });

    const run = await call('GET', `/runs/${runId}`, eve);
    const approval = await call('GET', `/approvals/${runId}/pay`, viewer);

    expect(run.body.timeline).toMatchObject([{ votes: { approvals: 1, cast: [{ by: 'ann@example.com' }] } }]);
    expect(JSON.stringify(run.body)).not.toContain('Between us.');
    expect(approval.body.votes).toMatchObject({ cast: [{ by: 'ann@example.com', comment: 'Between us.' }] });
  });

  it('keeps the inbox of a group from who is merely called as it is', async () => {
    await started();
    const mary = { jwt: { claims: { sub: 'finance' } } };

    const own = await call('GET', '/approvals', mary);
    const theirs = await call('GET', '/approvals?assignee=finance', mary);

    expect([own.status, theirs.status]).toEqual([200, 403]);
    expect(own.body.items).toEqual([]);
  });

  it('shows a comment to everybody who reads the approval, and whose it is', async () => {
    const path = `/approvals/${await started()}/pay`;

    const commented = await call('POST', `${path}/comment`, ann, { text: ' What for? ' });
    const { body } = await call('GET', path, bob);

    expect(commented.status).toBe(200);
    expect(body).toMatchObject({
      status: 'pending',
      history: [{ what: 'asked' }, { what: 'commented', by: 'ann@example.com', comment: 'What for?' }],
    });
  });

  it.each<[string, By, unknown, number]>([
    ['a viewer', viewer, { text: 'Why?' }, 200],
    ['nobody who may not see it', eve, { text: 'Why?' }, 403],
    ['nobody who is not known', undefined, { text: 'Why?' }, 401],
    ['nobody without a text', ann, {}, 422],
    ['nobody with an empty text', ann, { text: ' ' }, 422],
    ['nobody with more than 2,000 characters', ann, { text: 'x'.repeat(2_001) }, 422],
  ])('takes a comment of %s', async (_, by, body, status) => {
    expect((await call('POST', `/approvals/${await started()}/pay/comment`, by, body)).status).toBe(status);
  });

  it('replaces half of a character, which no database takes', async () => {
    const path = `/approvals/${await started()}/pay`;

    const { status, body } = await call(
      'POST',
      `${path}/comment`,
      ann,
      '{"text":"Half \\ud800, whole \\ud83d\\ude00"}',
    );

    expect(status).toBe(200);
    expect(body.history).toMatchObject([{}, { comment: 'Half \uFFFD, whole 😀' }]);
  });

  it('takes 50 comments, and none once it is decided', async () => {
    const path = `/approvals/${await started('refund')}/refund`;
    for (let i = 0; i < 50; i++) await call('POST', `${path}/comment`, ann, { text: `No. ${i}` });

    const oneTooMany = await call('POST', `${path}/comment`, ann, { text: 'One more' });
    const decided = await call('POST', `${path}/decision`, ann, { action: 'approve' });
    const late = await call('POST', `${path}/comment`, ann, { text: 'Well done' });

    expect(oneTooMany).toMatchObject({ status: 422, body: { errors: [{ path: 'text' }] } });
    expect(decided.status).toBe(200);
    expect(late).toMatchObject({ status: 409, body: { code: 'already-decided' } });
  });

  it('takes no more of what people do than its record holds, and a vote all the same', async () => {
    const path = `/approvals/${await started()}/pay`;
    const reason = '€'.repeat(2_000);
    const backAndForth = async () => {
      await call('POST', `${path}/decision`, ann, { action: 'approve' });
      return (await call('POST', `${path}/withdraw`, ann, { reason })).status;
    };

    const statuses: (number | undefined)[] = [];
    for (let i = 0; i < 25 && !statuses.includes(413); i++) statuses.push(await backAndForth());
    const edited = await call('POST', `${path}/decision`, bob, {
      action: 'edit',
      originalValue: 40,
      editedValue: 'x'.repeat(9_000),
    });
    const decided = await call('POST', `${path}/decision`, bob, { action: 'approve' });

    expect(statuses.at(-1)).toBe(413);
    expect(edited).toMatchObject({ status: 413, body: { code: 'payload-too-large' } });
    expect(decided).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  it('hands an approval on, with the reason in its record', async () => {
    const path = `/approvals/${await started()}/pay`;

    const handedOn = await call('POST', `${path}/reassign`, ann, { to: 'legal', reason: 'Theirs.' });
    const stranger = await call('POST', `${path}/decision`, ann, { action: 'approve' });

    expect(handedOn).toMatchObject({ status: 200, body: { assignee: ['legal'] } });
    expect(handedOn.body.history).toMatchObject([{}, { what: 'reassigned', by: 'ann@example.com', reason: 'Theirs.' }]);
    expect(stranger.status).toBe(403);
  });

  it.each<[string, By, object, number]>([
    ['by an operator', operator, {}, 200],
    ['not by who is not asked', eve, {}, 403],
    ['not by a viewer', viewer, {}, 403],
    ['not without a reason', ann, { reason: undefined }, 422],
    ['not to nobody', ann, { to: [] }, 422],
    ['not to a name with a space', ann, { to: 'the team' }, 422],
    ['not from others', ann, { from: 'legal' }, 403],
    ['not by an operator from who is not asked', operator, { from: 'legal', to: 'board' }, 422],
  ])('hands an approval on %s', async (_, by, rest, status) => {
    const body = { to: 'legal', reason: 'Theirs.', ...rest };

    expect((await call('POST', `/approvals/${await started()}/pay/reassign`, by, body)).status).toBe(status);
  });

  it('shows the approvals of whom somebody stands in for in their inbox', async () => {
    const runId = await started('refund');
    const inbox = async () => (await call('GET', '/approvals', eve)).body.items;
    const before = await inbox();

    await call('POST', '/delegations', ann, { to: 'eve@example.com', until: '3d' });
    const items = await inbox();
    const decided = await call('POST', `/approvals/${runId}/refund/decision`, eve, { action: 'approve' });

    expect(before).toEqual([]);
    expect(items).toMatchObject([{ runId, key: 'refund' }]);
    expect(decided).toMatchObject({ status: 200, body: { by: 'eve@example.com', for: 'ann@example.com' } });
  });

  it('has one inbox for a group, however it is named', async () => {
    const runId = await started('refund');
    await call('POST', `/approvals/${runId}/refund/reassign`, ann, { to: 'group:legal', reason: 'Theirs.' });
    await system.drain();

    const listed = async (assignee: string) =>
      answered(
        await createWebhook(
          system.kept(),
          AWS,
        )(gatewayEvent({ method: 'GET', path: '/approvals', query: { assignee }, authorizer: operator })),
      ).body.items;

    expect(await listed('legal')).toMatchObject([{ runId, assignee: ['legal'] }]);
    expect(await listed('group:legal')).toMatchObject([{ runId }]);
    expect(await listed('finance')).toEqual([]);
  });

  it('takes a vote back, and answers no-vote where there is none', async () => {
    const path = `/approvals/${await started()}/pay`;
    const voted = await call('POST', `${path}/decision`, ann, { action: 'approve' });

    const withdrawn = await call('POST', `${path}/withdraw`, ann, { reason: 'Too soon.' });
    const again = await call('POST', `${path}/withdraw`, ann, {});

    expect(voted).toMatchObject({ status: 200, body: { status: 'pending', votes: { approvals: 1 } } });
    expect(withdrawn).toMatchObject({ status: 200, body: { votes: { approvals: 0, cast: [] } } });
    expect(again).toMatchObject({ status: 409, body: { code: 'no-vote' } });
  });

  it('explains an approval to whoever may see it', async () => {
    const path = `/approvals/${await started()}/pay/explain`;

    const mine = await call('GET', path, ann);
    const theirs = await call('GET', path, viewer);
    const nobodys = await call('GET', path, eve);

    expect(mine).toMatchObject({ status: 200, body: { you: { mayDecide: true, why: 'You are asked as finance.' } } });
    expect(theirs).toMatchObject({ status: 200, body: { you: { mayDecide: false } } });
    expect(nobodys.status).toBe(403);
  });

  it('decides several approvals, each with an outcome of its own', async () => {
    const [one, other] = [await started('refund'), await started('refund')];
    const decisions = [
      { runId: one, key: 'refund', action: 'approve' },
      { runId: other, key: 'refund', action: 'reject' },
      { runId: 'nowhere', key: 'refund', action: 'approve' },
    ];

    const { status, body } = await call('POST', '/decisions', ann, { decisions });
    await system.drain();

    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { runId: one, status: 200, receipt: { status: 'approved', by: 'ann@example.com' } },
      { runId: other, status: 422, problem: { code: 'invalid-input', errors: [{ path: 'reason' }] } },
      { runId: 'nowhere', status: 404, problem: { code: 'approval-unknown' } },
    ]);
    expect((await system.run(one)).status).toBe('completed');
    expect((await system.run(other)).status).toBe('waiting');
  });

  it.each<[string, unknown, string]>([
    ['none', [], 'decisions'],
    ['more than 100', Array.from({ length: 101 }, () => ({ runId: 'r', key: 'k', action: 'approve' })), 'decisions'],
    ['one without its run', [{ key: 'refund', action: 'approve' }], 'decisions.0.runId'],
  ])('takes no list of %s', async (_, decisions, path) => {
    const { status, body } = await call('POST', '/decisions', ann, { decisions });

    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ path }]);
  });

  it('counts votes on one’s own machine by the name that is said', async () => {
    const path = `/approvals/${await started()}/pay/decision`;
    const says = (actorId?: string) =>
      call('POST', path, undefined, { action: 'approve', ...(actorId && { actorId }) }, LOCAL);

    const unknown = await says();
    const first = await says('ann@example.com');
    const again = await says('ann@example.com');
    const second = await says('bob@example.com');

    expect(unknown).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    expect([first, again].map(({ body }) => body.status)).toEqual(['pending', 'pending']);
    expect(second).toMatchObject({ status: 200, body: { status: 'approved' } });
  });
});
