/** Rotating the secret step by step, as Secrets Manager asks for it: repeated, failing, and where it must not go on. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readRing } from '../../../shared/domain/key-ring.ts';
import { knownKeyOf } from '../../../shared/domain/secret-keys.ts';
import { type RotationStep, rotateSecret } from '../../../shared/use-cases/rotate-secret.ts';
import { createTestClock } from '../../support/clock.ts';
import { createTestSecret, type TestSecret } from '../../support/secret-versions.ts';

const [FIRST, SECOND, THIRD] = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32)];
const STEPS: RotationStep[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

describe('rotating the secret', () => {
  let secret: TestSecret;
  const take = (step: RotationStep, version = 'v2') =>
    rotateSecret({ versions: secret, clock: createTestClock() }, { step, version });
  const ring = async () => readRing(await secret.texts());

  beforeEach(() => {
    secret = createTestSecret(FIRST);
    secret.begin('v2');
  });

  it('puts a random secret to use that knows whatever was signed before', async () => {
    for (const step of STEPS) await take(step);

    const { secret: present, former, publicKeys } = await ring();
    expect(present).toMatch(/^[\w-]{64}$/);
    expect(former).toHaveLength(1);
    expect(publicKeys).toEqual([knownKeyOf(present), knownKeyOf(FIRST)]);
    expect(await secret.staged()).toMatchObject({ current: 'v2', pending: 'v2' });
  });

  it('changes nothing that is in use before its last step', async () => {
    for (const step of STEPS.slice(0, 3)) await take(step);

    expect(await secret.texts()).toEqual([FIRST]);
  });

  it('comes to the same where each step is taken twice', async () => {
    await take('createSecret');
    const made = await secret.pendingText('v2');

    for (const step of STEPS) {
      await take(step);
      await take(step);
    }
    for (const step of STEPS) await take(step);

    expect((await secret.texts())[0]).toBe(made);
    expect((await ring()).publicKeys).toHaveLength(2);
  });

  it('leaves a version that is in use as it is, also where the next one is being made', async () => {
    for (const step of STEPS) await take(step);
    const texts = await secret.texts();
    secret.begin('v3');

    for (const step of STEPS) await take(step);

    expect(await secret.texts()).toEqual(texts);
    expect(await secret.pendingText('v3')).toBeUndefined();
  });

  it.each([
    ['createSecret', 'keep', 'before'],
    ['createSecret', 'keep', 'after'],
    ['finishSecret', 'putToUse', 'before'],
    ['finishSecret', 'putToUse', 'after'],
  ] as const)('goes on where %s failed: %s, %s its work', async (step, call, when) => {
    for (const before of STEPS.slice(0, STEPS.indexOf(step))) await take(before);
    secret.failNext(call, when);
    await expect(take(step)).rejects.toThrow(`${call} failed`);

    for (const each of STEPS) await take(each); // Secrets Manager begins anew

    const { publicKeys } = await ring();
    expect(publicKeys).toHaveLength(2);
    expect(publicKeys[1]).toEqual(knownKeyOf(FIRST));
  });

  it.each(STEPS)('refuses %s for a version that is not the one being made', async (step) => {
    await expect(take(step, 'v3')).rejects.toMatchObject({
      code: 'invalid-settings',
      message: expect.stringMatching(/no version v3 that is being made/),
    });
    expect(await secret.texts()).toEqual([FIRST]);
  });

  it.each(STEPS)('refuses %s where the secret is not to be rotated', async (step) => {
    secret.rotates = false;

    await expect(take(step)).rejects.toMatchObject({ code: 'invalid-settings' });
    expect(await secret.pendingText('v2')).toBeUndefined();
  });

  it.each(['testSecret', 'finishSecret'] as const)('refuses %s before there is a text', async (step) => {
    await expect(take(step)).rejects.toThrow(/createSecret comes first/);
  });

  it.each(['testSecret', 'finishSecret'] as const)(
    'refuses %s where somebody put another in meanwhile, which would be forgotten',
    async (step) => {
      await take('createSecret');
      secret.put(SECOND);

      await expect(take(step)).rejects.toThrow(/was replaced while it was rotated/);
      expect((await ring()).secret).toBe(SECOND);
    },
  );

  it('refuses what was put in as the version that is being made, and is no secret', async () => {
    await secret.keep('v2', 'short');

    await expect(take('finishSecret')).rejects.toMatchObject({ code: 'invalid-settings' });
    expect(await secret.texts()).toEqual([FIRST]);
  });

  it('finds nothing wrong with a copy of what is in use, by which Secrets Manager tries the setup', async () => {
    secret = createTestSecret(SECOND, FIRST);
    secret.begin('v2');
    await secret.keep('v2', SECOND);

    await expect(take('testSecret')).resolves.toBeUndefined();
  });

  it('knows what two secrets put in by hand signed, and one put in after a rotation', async () => {
    secret = createTestSecret(SECOND, FIRST);
    secret.begin('v2');
    for (const step of STEPS) await take(step);
    secret.put(THIRD);
    secret.begin('v3');
    for (const step of STEPS) await take(step, 'v3');

    const { publicKeys } = await ring();

    expect(publicKeys).toHaveLength(5);
    expect(publicKeys).toEqual(expect.arrayContaining([FIRST, SECOND, THIRD].map(knownKeyOf)));
  });

  it('says nothing of the secret in what it refuses', async () => {
    await take('createSecret');
    const made = readRing([(await secret.pendingText('v2')) ?? '']).secret;
    secret.put(SECOND);

    const refused = await take('finishSecret').catch((error: unknown) => error);

    for (const text of [made, FIRST, SECOND]) expect(JSON.stringify(refused) + String(refused)).not.toContain(text);
  });
});
