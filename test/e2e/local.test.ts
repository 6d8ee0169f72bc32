/** The local system as its users meet it: started as a process, driven over HTTP, killed, started again. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, eventually, type LocalProcess, spawnScript, startLocal } from '../support/local-process.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const read = async (local: LocalProcess, path: string): Promise<Answer> => (await local.request('GET', path)).body;
const settled = (local: LocalProcess, runId: string) =>
  eventually(
    () => read(local, `/runs/${runId}`),
    ({ status }) => status !== 'running' && status !== 'waiting',
  );
const asks = (local: LocalProcess, runId: string, key: string) =>
  eventually(
    () => read(local, `/runs/${runId}`),
    ({ waitingFor }) => Array.isArray(waitingFor) && waitingFor.some((wait) => wait.key === key),
  );
const notices = async (local: LocalProcess, runId: string, kind: string) =>
  ((await read(local, '/outbox')).items ?? []).filter(
    (notice) =>
      notice.kind === kind &&
      notice.channel === 'email' &&
      (notice.attributes as Record<string, string>).runId === runId,
  );

/** What of the folder others on this machine may read. */
const readableByOthers = (folder: string): string[] =>
  ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].filter(
    (name) => (statSync(join(folder, name)).mode & 0o077) !== 0,
  );

/** Processes are started and ended here, on machines that do other things besides. */
const PATIENCE = { timeout: 90_000 };

describe('the local system with the examples', PATIENCE, () => {
  let local: LocalProcess;
  beforeAll(async () => {
    local = await startLocal({ data: newFolder() });
  }, PATIENCE.timeout);
  afterAll(() => local.stop());

  it('E3: runs a refund from its start over its notice and a decision to its result', async () => {
    const start = { workflow: 'refund', input: { orderId: 'o-1', amount: 40 } };

    const started = await local.request('POST', '/runs', start);
    const runId = String(started.body.runId);
    const [notice] = await eventually(
      () => notices(local, runId, 'approval-needed'),
      (items) => items.length > 0,
    );
    const decided = await local.request('POST', '/webhooks/approve', {
      key: 'approve:refund',
      action: 'approve',
      actorId: 'alice@x.com',
    });
    const run = await settled(local, runId);

    expect(started.status).toBe(201);
    expect(started.body.status).toBe('waiting');
    expect(notice).toMatchObject({ to: 'finance', subject: 'Approval needed: Refund 40 for o-1' });
    expect(decided.body).toMatchObject({ status: 'approved', by: 'alice@x.com', value: { amount: 40 } });
    expect(run).toMatchObject({ status: 'completed', result: { orderId: 'o-1', refunded: 40 } });
  });

  it('A9: asks manager, finance and CEO for an expense of 20,000, one after the other', async () => {
    await local.request('POST', '/runs', {
      workflow: 'expense',
      runId: 'e-1',
      input: { expenseId: 'e-1', amount: 20_000, requestedBy: 'bob@x.com' },
    });

    for (const stage of ['manager', 'finance', 'ceo']) {
      await asks(local, 'e-1', `approval:${stage}`);
      await local.request('POST', '/webhooks/approve', {
        key: `approval:${stage}`,
        runId: 'e-1',
        action: 'approve',
        actorId: `${stage}@x.com`,
      });
    }
    const run = await settled(local, 'e-1');

    expect(run.result).toEqual({
      expenseId: 'e-1',
      paid: 20_000,
      approvedBy: ['manager@x.com', 'finance@x.com', 'ceo@x.com'],
    });
    expect((run.timeline as { key: string }[]).map(({ key }) => key)).toEqual([
      'validateExpense',
      'approval:manager',
      'approval:finance',
      'approval:ceo',
      'processExpense',
    ]);
  });

  it('E1: gives the same run for the same start, and a conflict for another input', async () => {
    const start = { workflow: 'refund', runId: 'same-1', input: { orderId: 'o', amount: 1 } };

    const first = await local.request('POST', '/runs', start);
    const again = await local.request('POST', '/runs', start);
    const other = await local.request('POST', '/runs', { ...start, input: { orderId: 'o', amount: 2 } });

    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    expect(again.body.runId).toBe('same-1');
    expect(other.body.code).toBe('run-conflict');
  });

  it('E5, D2: reminds and escalates once each, and D1: refuses a decision that comes after the deadline', async () => {
    await local.request('POST', '/runs', { workflow: 'refund', runId: 'late-1', input: { orderId: 'o', amount: 5 } });
    await asks(local, 'late-1', 'approve:refund');

    await local.request('POST', '/dev/clock', { advance: '23h' });
    const asked = await read(local, '/approvals/late-1/approve:refund');
    await local.request('POST', '/dev/clock', { advance: '2h' });
    const late = await local.request('POST', '/approvals/late-1/approve:refund/decision', {
      action: 'approve',
      actorId: 'a@x.com',
    });
    const run = await settled(local, 'late-1');

    expect(asked.assignee).toEqual(['finance', 'head-of-finance']);
    expect(late).toMatchObject({ status: 410, body: { code: 'expired', decision: { by: 'timeout' } } });
    expect(run).toMatchObject({ status: 'failed', error: { code: 'approval-rejected', expired: true } });
    expect(await notices(local, 'late-1', 'reminder')).toHaveLength(1);
    expect((await notices(local, 'late-1', 'escalated')).map(({ to }) => to).sort()).toEqual([
      'finance',
      'head-of-finance',
    ]);
    expect((await notices(local, 'late-1', 'expired')).map(({ to }) => to).sort()).toEqual([
      'finance',
      'head-of-finance',
    ]);
  });

  it('shows the outbox as a page to people and as JSON to programs', async () => {
    const page = await fetch(`${local.url}/outbox`, { headers: { accept: 'text/html' } });
    const json = await fetch(`${local.url}/outbox`);

    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('<h1>Outbox</h1>');
    expect(json.headers.get('content-type')).toBe('application/json');
  });

  it.each([
    ['no JSON', '/runs', 'nope', 400, 'invalid-json'],
    ['an unknown workflow', '/runs', { workflow: 'nope', input: {} }, 404, 'workflow-unknown'],
    ['wrong types', '/runs', { workflow: 'refund', input: { orderId: 7, amount: 'x' } }, 422, 'invalid-input'],
    ['missing fields', '/runs', { workflow: 'refund' }, 422, 'invalid-input'],
    [
      'unknown fields',
      '/runs',
      { workflow: 'refund', input: { orderId: 'o', amount: 1 }, extra: 1 },
      422,
      'invalid-input',
    ],
    [
      '300 KB',
      '/runs',
      { workflow: 'refund', input: { orderId: 'x'.repeat(300_000), amount: 1 } },
      413,
      'payload-too-large',
    ],
    [
      'a hostile runId',
      '/runs',
      { workflow: 'refund', input: { orderId: 'o', amount: 1 }, runId: '../../etc/passwd' },
      422,
      'invalid-input',
    ],
    [
      'a prototype in its input',
      '/runs',
      '{"workflow":"refund","input":{"orderId":"o","amount":-1,"__proto__":{"x":1}}}',
      422,
      'invalid-input',
    ],
    ['an unknown approval', '/webhooks/approve', { key: 'nope', action: 'approve' }, 404, 'approval-unknown'],
    ['an unknown action', '/webhooks/approve', { key: 'nope', action: 'explode' }, 422, 'invalid-input'],
    ['a hostile key', '/webhooks/approve', { key: 'a/../b', action: 'approve' }, 422, 'invalid-input'],
    ['a clock that goes back', '/dev/clock', { advance: '-1h' }, 422, 'invalid-input'],
  ])('refuses %s', async (_what, path, body, status, code) => {
    const before = await read(local, '/runs');

    const refused = await local.request('POST', path, body);

    expect(refused).toMatchObject({
      status,
      body: { status, code, title: expect.any(String), detail: expect.any(String) },
    });
    expect(await read(local, '/runs')).toEqual(before);
  });

  it('C3: answers a second decision with who was first, and the same decision with its receipt', async () => {
    await local.request('POST', '/runs', { workflow: 'refund', runId: 'twice-1', input: { orderId: 'o', amount: 7 } });
    const path = '/approvals/twice-1/approve:refund/decision';

    const first = await local.request('POST', path, { action: 'approve', actorId: 'a@x.com' });
    const repeated = await local.request('POST', path, { action: 'approve', actorId: 'a@x.com' });
    const other = await local.request('POST', path, { action: 'reject', reason: 'no', actorId: 'b@x.com' });

    expect(repeated).toEqual(first);
    expect(other).toMatchObject({ status: 409, body: { code: 'already-decided', decision: first.body } });
  });

  it('refuses other hosts and pages of other origins', async () => {
    const foreign = await fetch(`${local.url}/runs`, { headers: { origin: 'http://evil.example' } });
    const clock = await fetch(`${local.url}/dev/clock`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
      body: '{"advance":"1h"}',
    });

    expect(foreign.status).toBe(403);
    expect(clock.status).toBe(403);
  });
});

describe('the local system with a directory', PATIENCE, () => {
  it('takes delegations, and loses none when it is killed', async () => {
    const data = newFolder();
    const COUNTERSIGN_DIRECTORY = join(data, 'people.json');
    writeFileSync(COUNTERSIGN_DIRECTORY, JSON.stringify({ groups: { finance: ['alice@x.com'] } }));
    const start = () => startLocal({ data, env: { COUNTERSIGN_DIRECTORY } });
    const [alice, bob] = ['alice@x.com', 'bob@x.com'].map((name) => ({ 'x-countersign-actor': name }));

    const first = await start();
    const given = await first.request('POST', '/delegations', { to: 'bob@x.com', until: '3d' }, alice);
    await first.kill();
    const second = await start();
    const listed = await second.request('GET', '/delegations', undefined, bob);
    const revoked = await second.request('DELETE', `/delegations/${given.body.id}`, undefined, alice);
    const left = await second.request('GET', '/delegations', undefined, bob);
    await second.stop();

    expect([given.status, listed.status, revoked.status]).toEqual([201, 200, 200]);
    expect(listed.body.items).toEqual([given.body]);
    expect(left.body.items).toEqual([]);
  });

  it('does not start with a directory that does not fit, and says what is wrong with it', async () => {
    const data = newFolder();
    const COUNTERSIGN_DIRECTORY = join(data, 'people.json');
    writeFileSync(COUNTERSIGN_DIRECTORY, JSON.stringify({ groups: { finance: ['group:seniors'] } }));

    const starting = startLocal({ data, args: ['--memory'], env: { COUNTERSIGN_DIRECTORY } });

    await expect(starting).rejects.toThrow(
      /people\.json cannot be used: groups\.finance\.0 "group:seniors" is no person/,
    );
  });
});

describe('the local system with workflows of the user', PATIENCE, () => {
  let log: string;
  let data: string;
  let local: LocalProcess | undefined;
  const start = async () => {
    local = await startLocal({
      data,
      args: ['--workflows', 'test/e2e/logging-workflows.ts'],
      env: { EFFECT_LOG: log },
    });
    return local;
  };
  const effects = () => readFileSync(log, 'utf8').trim().split('\n').sort();
  const prepare = () => {
    data = newFolder();
    log = join(data, 'effects.log');
    writeFileSync(log, '');
  };
  afterEach(() => local?.stop());

  it('E2, I2, I3: loses nothing when it is killed between any two commands, and does nothing twice', async () => {
    prepare();
    const stages = ['manager', 'finance'];
    let process = await start();
    const again = async () => {
      await process.kill();
      process = await start();
    };

    await process.request('POST', '/runs', { workflow: 'chain', runId: 'c-1', input: { stages } });
    await again();
    for (const stage of stages) {
      await asks(process, 'c-1', `approval:${stage}`);
      await again();
      await eventually(
        () => notices(process, 'c-1', 'approval-needed'),
        (items) => items.some(({ to }) => to === stage),
      );
      await again();
      await process.request('POST', '/webhooks/approve', {
        key: `approval:${stage}`,
        runId: 'c-1',
        action: 'approve',
        actorId: 'a@x.com',
      });
      await again();
    }
    const run = await settled(process, 'c-1');

    expect(run).toMatchObject({ status: 'completed', result: 2 });
    expect(effects()).toEqual([
      'after:finance c-1/after:finance',
      'after:manager c-1/after:manager',
      'first c-1/first',
    ]);
  });

  it('I4, I8: goes on with a run whose process was killed in the middle of a step', async () => {
    prepare();
    let process = await start();

    void process
      .request('POST', '/runs', { workflow: 'slow', runId: 's-1', input: { steps: 6, ms: 150 } })
      .catch(() => {});
    await eventually(
      async () => effects(),
      (done) => done.includes('step:1 s-1/step:1'),
    );
    await process.kill();
    process = await start();
    const run = await settled(process, 's-1');

    expect(run).toMatchObject({ status: 'completed', result: 6 });
    expect(new Set(effects()).size).toBe(6);
    expect(effects().length).toBeLessThanOrEqual(7); // only the step that the kill hit may have run twice
  });
});

describe('invoking a function with an event', PATIENCE, () => {
  const invoke = async (data: string, event: unknown): Promise<{ code: number | null; out: Answer; err: Answer }> => {
    const child = spawnScript('invoke', ['start', '-'], { COUNTERSIGN_DATA: data });
    child.stdin?.end(typeof event === 'string' ? event : JSON.stringify(event));
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, 'close');
    const parsed = (text: string): Answer => (text.startsWith('{') ? JSON.parse(text) : {});
    return { code, out: parsed(out), err: parsed(err) };
  };

  it('E1: starts a run directly, whether the system is running or not, on the same state', async () => {
    const data = newFolder();

    const alone = await invoke(data, { workflow: 'refund', runId: 'd-1', input: { orderId: 'o', amount: 3 } });
    const local = await startLocal({ data });
    const beside = await invoke(data, { workflow: 'refund', runId: 'd-2', input: { orderId: 'o', amount: 4 } });
    await asks(local, 'd-2', 'approve:refund');
    for (const runId of ['d-1', 'd-2']) {
      await local.request('POST', `/approvals/${runId}/approve:refund/decision`, {
        action: 'approve',
        actorId: 'a@x.com',
      });
    }
    const runs = await Promise.all(['d-1', 'd-2'].map((runId) => settled(local, runId)));
    await local.stop();

    expect(alone).toMatchObject({ code: 0, out: { runId: 'd-1', status: 'waiting' } });
    expect(beside).toMatchObject({ code: 0, out: { runId: 'd-2', status: 'waiting' } });
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  it.each([
    ['no JSON', 'nope', 'invalid-json', 'not JSON'],
    ['missing fields', { input: {} }, 'invalid-input', 'workflow is required'],
  ])('refuses %s and says why', async (_what, event, code, words) => {
    const refused = await invoke(newFolder(), event);

    expect(refused.code).toBe(1);
    expect(refused.err.errorType).toBe(code);
    expect(refused.err.errorMessage).toContain(words);
  });
});

it('keeps links and values from everybody else on the machine', PATIENCE, async () => {
  const data = join(newFolder(), 'data');
  const local = await startLocal({ data });

  const about = 'x'.repeat(150_000); // too long for a record
  const { body } = await local.request('POST', '/runs', { workflow: 'email', input: { to: 'c@example.org', about } });
  await eventually(
    () => notices(local, String(body.runId), 'approval-needed'),
    (items) => items.length > 0,
  );
  const exposed = readableByOthers(data);
  await local.stop();

  expect(exposed).toEqual([]);
  expect(readdirSync(data)).toEqual(expect.arrayContaining(['outbox.jsonl', 'secret', 'state.db', 'values']));
});
