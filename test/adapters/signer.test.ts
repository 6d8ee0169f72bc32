/** Signing with keys that follow from secrets, and where the secrets are. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetSecretValueCommand,
  InternalServiceError,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSecret } from '../../shared/adapters/keys/file-secret.ts';
import { secretsManagerSecret } from '../../shared/adapters/keys/secrets-manager.ts';
import { createSigner } from '../../shared/adapters/keys/signer.ts';
import { nextRing, readRing, ringText } from '../../shared/domain/key-ring.ts';
import { checkSignature, isSoundKey, signatureText } from '../../shared/domain/seal.ts';
import { knownKeyOf } from '../../shared/domain/secret-keys.ts';
import { createTestClock } from '../support/clock.ts';

const [FIRST, SECOND] = ['a'.repeat(32), 'b'.repeat(32)];
const ROTATED = ringText(nextRing(readRing([FIRST]), SECOND, new Date('2026-01-05T09:00:00.000Z')));

describe('a signer', () => {
  it('signs with the key of its first secret, the same in every process', async () => {
    const signer = createSigner(async () => [FIRST, SECOND]);
    const other = createSigner(async () => [FIRST]);

    const signed = await signer.sign('text');

    expect(await other.sign('text')).toEqual(signed);
    expect(checkSignature('text', signatureText(signed), await other.keys())).toBe('right');
    expect(checkSignature('another', signatureText(signed), await other.keys())).toBe('wrong');
    expect(checkSignature('text', signatureText(signed), [])).toBe('key-unknown');
  });

  it('shows the keys of former secrets, so that what they signed is checked still', async () => {
    const before = await createSigner(async () => [SECOND]).sign('text');

    const keys = await createSigner(async () => [FIRST, SECOND]).keys();

    expect(keys).toEqual([expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', use: 'sig' }), expect.anything()]);
    expect(keys.every(isSoundKey)).toBe(true);
    expect(checkSignature('text', signatureText(before), keys)).toBe('right');
  });

  it('asks for its secrets once, and again where that failed', async () => {
    let calls = 0;
    const signer = createSigner(async () => {
      calls++;
      if (calls === 1) throw new Error('away');
      return [FIRST];
    });

    await expect(signer.sign('text')).rejects.toThrow('away');
    await Promise.all([signer.sign('text'), signer.sign('text'), signer.keys()]);

    expect(calls).toBe(2);
  });

  it('signs with a newer key after five minutes, and shows it', async () => {
    const clock = createTestClock();
    let secrets = [FIRST];
    const signer = createSigner(async () => secrets, clock);
    await signer.sign('text');
    secrets = [ROTATED];
    const [first, second] = [knownKeyOf(FIRST), knownKeyOf(SECOND)];

    clock.advance('299s');
    const early = [(await signer.sign('text')).keyId, await signer.keys()];
    clock.advance('1s');
    const inTime = [(await signer.sign('text')).keyId, await signer.keys()];

    expect(early).toEqual([first.kid, [first]]);
    expect(inTime).toEqual([second.kid, [second, first]]);
  });

  it('looks for a key that something was signed with elsewhere, and goes on with its own while the secret is away', async () => {
    const clock = createTestClock();
    let secrets: string[] | undefined = [FIRST];
    const signer = createSigner(async () => {
      if (!secrets) throw new Error('away');
      return secrets;
    }, clock);
    await signer.keys();
    secrets = [ROTATED];
    clock.advance('10s');

    const found = await signer.keys(knownKeyOf(SECOND).kid);
    secrets = undefined;
    clock.advance('1h');

    expect(found.map(({ kid }) => kid)).toContain(knownKeyOf(SECOND).kid);
    expect(await signer.keys()).toEqual(found);
    expect((await signer.sign('text')).keyId).toBe(knownKeyOf(SECOND).kid);
  });

  it.each([[['short']], [[]]])(
    'refuses a secret that can be guessed, and none, without telling it',
    async (secrets) => {
      const signing = createSigner(async () => secrets).sign('text');

      await expect(signing).rejects.toMatchObject({
        code: 'invalid-settings',
        message: expect.not.stringMatching('short'),
      });
    },
  );
});

describe('the secret in a file', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-secret-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is made once, however many look at the same time, and its owner alone can read it', async () => {
    const file = join(folder, 'secret');

    const found = await Promise.all(Array.from({ length: 20 }, () => fileSecret(file)()));

    expect(new Set(found.flat()).size).toBe(1);
    expect((await readFile(file, 'utf8')).trim()).toBe(found[0]?.[0]);
    expect(found[0]?.[0]).toHaveLength(64);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['secret']);
  });

  it('is rotated by a line above it', async () => {
    const file = join(folder, 'secret');
    await writeFile(file, `${SECOND}\n${FIRST}\n\n`);

    expect(await fileSecret(file)()).toEqual([SECOND, FIRST]);
  });
});

describe('the secret in Secrets Manager', () => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  const secrets = secretsManagerSecret({
    client: () => client,
    secret: 'arn',
  });
  const at = (VersionStage: string) => mock.on(GetSecretValueCommand, { SecretId: 'arn', VersionStage });

  beforeEach(() => {
    mock.reset();
    at('AWSCURRENT').resolves({ SecretString: FIRST });
  });

  it('is the current one, then the one before it', async () => {
    at('AWSPREVIOUS').resolves({ SecretString: SECOND });

    expect(await secrets()).toEqual([FIRST, SECOND]);
  });

  it('is one alone once it was rotated by itself: it says what was before it', async () => {
    at('AWSCURRENT').resolves({ SecretString: ROTATED });
    at('AWSPREVIOUS').resolves({ SecretString: FIRST });

    expect(await secrets()).toEqual([ROTATED]);
    expect(mock.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  });

  it('is one alone before it is rotated', async () => {
    at('AWSPREVIOUS').rejects(new ResourceNotFoundException({ message: 'No such version', $metadata: {} }));

    expect(await secrets()).toEqual([FIRST]);
  });

  it('is not read where the service fails', async () => {
    at('AWSPREVIOUS').rejects(new InternalServiceError({ message: 'Later', $metadata: {} }));

    await expect(secrets()).rejects.toThrow('Later');
  });
});
