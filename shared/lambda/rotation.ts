/** What Secrets Manager asks of a function that rotates a secret. */
import * as z from 'zod/mini';

const required = z.string().check(z.minLength(1));

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html */
export const RotationEvent = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: required,
  /** The version that is being made. */
  ClientRequestToken: required,
});
