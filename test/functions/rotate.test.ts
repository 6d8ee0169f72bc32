/** The secret rotated by the function, as Secrets Manager calls it, and what of it is seen through the doors of the system. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { createRotate } from '../../functions/rotate.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { createLinkSigner } from '../../shared/adapters/keys/link-signer.ts';
import { createSigner } from '../../shared/adapters/keys/signer.ts';
import { readRing } from '../../shared/domain/key-ring.ts';
import { PublicKey } from '../../shared/domain/seal.ts';
import { verifyRecord } from '../../shared/domain/verify-record.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { linkTo } from '../support/decision-links.ts';
import { answered, gatewayEvent } from '../support/gateway.ts';
import { createBrowser } from '../support/link-browser.ts';
import { exportOf } from '../support/records.ts';
import { createTestSecret, type TestSecret } from '../support/secret-versions.ts';
import { memoryStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:RecordSecret-AbCdEf';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const AWS = { local: false, origins: [] };

/** Asks without an end. */
const payment = workflowOf('payment', ({ approval }) => approval('pay', { title: 'Pay 40', assignee: 'finance' }));

describe('the rotation of the secret', () => {
  let clock: TestClock;
  let secret: TestSecret;
  let stores: TestStores;
  let system: TestSystem;

  beforeEach(async () => {
    clock = createTestClock();
    secret = createTestSecret('a secret that Secrets Manager has made itself');
    stores = await memoryStores();
    system = newProcess();
  });

  /** Functions that were started now, over the same table. */
  const newProcess = (): TestSystem =>
    createTestSystem({
      ...{ workflows: [payment], stores, clock },
      signer: createSigner(secret.texts, clock),
      links: createLinkSigner(secret.texts, clock),
    });
  const call = (event: unknown) => createRotate({ versions: secret, clock }, ARN)(event);

  let rotations = 0;
  const rotate = async (after = '60d'): Promise<void> => {
    clock.advance(after);
    const ClientRequestToken = `version-${++rotations}`;
    secret.begin(ClientRequestToken);
    for (const Step of STEPS) await call({ Step, SecretId: ARN, ClientRequestToken });
  };
  const ask = async (from = system): Promise<{ runId: string; link: string }> => {
    const { run } = await from.start('payment');
    await from.drain();
    return { runId: run.runId, link: linkTo(from.notices, 'finance') };
  };
  const statusOf = async (link: string, at = system) =>
    (await createBrowser(createWebhook(at.kept(), AWS)).open(link)).status;
  const keys = async (at = system) => {
    const asked = gatewayEvent({ method: 'GET', path: '/keys' });
    const { body } = answered(await createWebhook(at.kept(), AWS)(asked));
    return z.object({ keys: z.array(PublicKey) }).parse(body);
  };
  const decide = async (link: string, at = system) => {
    const browser = createBrowser(createWebhook(at.kept(), AWS));
    const form = (await browser.open(link)).forms.find(({ action }) => action === 'approve');
    const { status } = await browser.send(link, { ...form });
    await at.drain();
    return status;
  };

  it('E4: leaves a link open for a year after the secret that it was made with was replaced, and no longer', async () => {
    const { link } = await ask();
    const found: unknown[] = [];

    for (let i = 0; i < 8; i++) {
      await rotate();
      found.push(await statusOf(link), await statusOf(link, newProcess()));
    }

    // The secret is replaced on day 60, and forgotten on day 480: the first rotation more than a year later.
    expect(found).toEqual([...Array(14).fill(200), 404, 404]);
    expect(await statusOf((await ask()).link)).toBe(200);
  });

  it('E4: lets a page that was opened before a rotation decide after it', async () => {
    const { link, runId } = await ask();
    const browser = createBrowser(createWebhook(system.kept(), AWS));
    const form = (await browser.open(link)).forms.find(({ action }) => action === 'approve');

    await rotate('10m');
    const { status } = await browser.send(link, { ...form });
    await system.drain();

    expect(status).toBe(200);
    expect((await system.run(runId)).status).toBe('completed');
  });

  it('E4: leaves links open that functions make which have not seen the new secret, and those that others make with it', async () => {
    const other = newProcess();
    await ask(other);
    await rotate('1m');
    const [warm, fresh] = [await ask(other), await ask(newProcess())];

    expect([await statusOf(warm.link, newProcess()), await statusOf(fresh.link, other)]).toEqual([200, 200]);
  });

  it('leaves a record sound that was sealed three rotations ago: GET /keys has the keys of all', async () => {
    const { link, runId } = await ask();
    await decide(link);
    const before = await exportOf(system, runId);
    for (let i = 0; i < 3; i++) await rotate();

    const known = await keys();
    const after = await exportOf(system, runId);

    expect(known.keys).toHaveLength(4);
    expect(verifyRecord(before, known)).toMatchObject({ sound: true });
    expect(verifyRecord(after, known)).toMatchObject({ sound: true });
    expect(verifyRecord(after)).toMatchObject({ sound: true });
  });

  it('has GET /keys show the new key after five minutes, and the functions sign with it', async () => {
    const former = (await keys()).keys[0];
    await rotate('1m');
    const [present] = readRing(await secret.texts()).publicKeys;

    const early = await keys();
    clock.advance('5m');
    const { link, runId } = await ask();
    await decide(link);

    expect(early.keys).toEqual([former]);
    expect((await keys()).keys).toEqual([present, former]);
    expect(JSON.parse(await exportOf(system, runId)).seal).toMatch(new RegExp(`^${present.kid}\\.`));
  });

  it('has a record carry the key of its seal, also where the function that exports it has not seen that secret', async () => {
    const other = newProcess();
    await keys(other);
    await rotate('1m');
    const { link, runId } = await ask(newProcess());
    expect(await decide(link, newProcess())).toBe(200);

    const exported = await exportOf(other, runId);

    expect(verifyRecord(exported)).toMatchObject({ sound: true });
  });

  it('has a record carry the key that it is signed with, also where the secret is rotated meanwhile', async () => {
    const { runId } = await ask();
    const signer = createSigner(secret.texts, clock);
    const listed = vi.spyOn(signer, 'keys').mockImplementationOnce(async () => {
      const before = await createSigner(secret.texts, clock).keys();
      await rotate();
      return before;
    });
    const busy = createTestSystem({ workflows: [payment], stores, clock, signer });

    const exported = await exportOf(busy, runId);

    expect(listed).toHaveBeenCalledTimes(2);
    expect(verifyRecord(exported)).toMatchObject({ sound: true });
  });

  it('tells nobody what the secret holds: no log, no answer, no error', async () => {
    const logs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => {
      const spy = vi.spyOn(console, name).mockImplementation(() => {});
      onTestFinished(() => spy.mockRestore());
      return spy;
    });
    const held = [...(await secret.texts())];
    const said: unknown[] = [];
    secret.begin('v1');
    for (const Step of STEPS) {
      said.push(await call({ Step, SecretId: ARN, ClientRequestToken: 'v1' }));
      said.push(await call({ Step: 'setSecret', SecretId: ARN, ClientRequestToken: 'v9' }).catch(String));
    }
    const { secret: made, former } = readRing(await secret.texts());
    said.push(
      await keys(),
      await exportOf(system, (await ask()).runId),
      logs.map(({ mock }) => mock.calls),
    );

    held.push(made, ...former.flatMap(({ link, form }) => [link, form]));
    expect(held).toHaveLength(4);
    for (const text of held) expect(JSON.stringify(said)).not.toContain(text);
  });

  it.each([
    ['another secret', { SecretId: `${ARN}x` }, /SecretId must be arn:.*AbCdEf/],
    ['a step that there is not', { Step: 'dropSecret' }, /Step must be one of createSecret, setSecret/],
    ['no version', { ClientRequestToken: undefined }, /ClientRequestToken is required/],
    ['a version that nobody makes', { ClientRequestToken: 'v9' }, /no version v9 that is being made/],
  ])('is refused for %s', async (_, wrong, message) => {
    secret.begin('v1');

    await expect(call({ Step: 'createSecret', SecretId: ARN, ClientRequestToken: 'v1', ...wrong })).rejects.toThrow(
      message,
    );
    expect(await secret.pendingText('v1')).toBeUndefined();
  });
});
