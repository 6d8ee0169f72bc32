/** A signer for tests, and for a look without a deployment: its secret goes with the process. */
import { randomBytes } from 'node:crypto';
import type { Signer } from '../../ports/signer.ts';
import { createSigner } from '../keys/signer.ts';

/** Signs with the key of this secret (default: a new one). */
export const createMemorySigner = (secret = randomBytes(48).toString('base64url')): Signer =>
  createSigner(async () => [secret]);
