/** What of the Secrets Manager SDK reading a secret takes, and no more: loaded with the first one that is read. */
export {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
