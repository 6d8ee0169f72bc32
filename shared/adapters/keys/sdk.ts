/** What of the Secrets Manager SDK the signer works with, and no more: loaded with the first signature. */
export {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
