/** The versions of the secret in AWS Secrets Manager, by the labels that it stages them with. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretVersions } from '../../ports/secret-versions.ts';
import { secretsManagerSecret } from './secrets-manager.ts';

const [CURRENT, PENDING] = ['AWSCURRENT', 'AWSPENDING'];

/** `secret` is its name, or its ARN. */
export function createSecretsManagerVersions(client: SecretsManagerClient, secret: string): SecretVersions {
  const SecretId = secret;
  return {
    async staged() {
      const { RotationEnabled, VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
      const at = (stage: string) =>
        Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0];
      // While rotation is being set up, nothing is said of it yet.
      return { rotates: RotationEnabled !== false, current: at(CURRENT), pending: at(PENDING) };
    },
    texts: secretsManagerSecret({ client: () => client, secret }),
    async pendingText(VersionId) {
      try {
        const version = { SecretId, VersionId, VersionStage: PENDING };
        return (await client.send(new GetSecretValueCommand(version))).SecretString;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    async keep(ClientRequestToken, SecretString) {
      try {
        const kept = { SecretId, ClientRequestToken, SecretString, VersionStages: [PENDING] };
        await client.send(new PutSecretValueCommand(kept));
      } catch (error) {
        if (!(error instanceof ResourceExistsException)) throw error; // it got a text meanwhile, which the next step looks at
      }
    },
    async putToUse(MoveToVersionId, RemoveFromVersionId) {
      const moved = { SecretId, VersionStage: CURRENT, MoveToVersionId, RemoveFromVersionId };
      await client.send(new UpdateSecretVersionStageCommand(moved));
    },
  };
}
