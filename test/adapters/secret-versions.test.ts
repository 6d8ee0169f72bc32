/** The versions of the secret in Secrets Manager: which requests are made of it, and what is made of its answers. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  InternalServiceError,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSecretsManagerVersions } from '../../shared/adapters/keys/secret-versions.ts';

const FAILED = new InternalServiceError({ message: 'Later', $metadata: {} });

describe('the versions of the secret', () => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  const versions = createSecretsManagerVersions(client, 'arn');

  beforeEach(() => {
    mock.reset();
  });

  it.each([
    ['set up', true, true],
    ['turned off', false, false],
    ['being set up', undefined, true],
  ])('are told by their stages, where rotation is %s', async (_, RotationEnabled, rotates) => {
    const VersionIdsToStages = { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['AWSPENDING'], v0: [] };
    mock.on(DescribeSecretCommand, { SecretId: 'arn' }).resolves({ RotationEnabled, VersionIdsToStages });

    expect(await versions.staged()).toEqual({ rotates, current: 'v2', pending: 'v3' });
  });

  it('are one where a rotation has ended', async () => {
    mock.on(DescribeSecretCommand).resolves({ VersionIdsToStages: { v2: ['AWSCURRENT', 'AWSPENDING'] } });

    expect(await versions.staged()).toMatchObject({ current: 'v2', pending: 'v2' });
  });

  it('have a text, or none while one is being made', async () => {
    const pending = mock.on(GetSecretValueCommand, { SecretId: 'arn', VersionId: 'v3', VersionStage: 'AWSPENDING' });
    pending.resolvesOnce({ SecretString: 'text' });
    pending.rejectsOnce(new ResourceNotFoundException({ message: 'No value', $metadata: {} }));
    pending.rejects(FAILED);

    expect(await versions.pendingText('v3')).toBe('text');
    expect(await versions.pendingText('v3')).toBeUndefined();
    await expect(versions.pendingText('v3')).rejects.toThrow('Later');
  });

  it('are given a text while they are being made, once', async () => {
    const put = mock.on(PutSecretValueCommand);
    put.resolvesOnce({});
    put.rejectsOnce(new ResourceExistsException({ message: 'Another', $metadata: {} }));
    put.rejects(FAILED);

    await versions.keep('v3', 'text');
    await versions.keep('v3', 'another');

    expect(mock.commandCalls(PutSecretValueCommand)[0]?.args[0].input).toEqual({
      SecretId: 'arn',
      ClientRequestToken: 'v3',
      SecretString: 'text',
      VersionStages: ['AWSPENDING'],
    });
    await expect(versions.keep('v3', 'text')).rejects.toThrow('Later');
  });

  it('are put to use in place of another', async () => {
    mock.on(UpdateSecretVersionStageCommand).resolves({});

    await versions.putToUse('v3', 'v2');

    expect(mock.commandCalls(UpdateSecretVersionStageCommand)[0]?.args[0].input).toEqual({
      SecretId: 'arn',
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: 'v3',
      RemoveFromVersionId: 'v2',
    });
  });
});
