/** Rotates the secret that records and links are signed with, in the four steps that Secrets Manager asks for one by one. */
import { type KeyRing, nextRing, outlives, readRing, ringText } from '../domain/key-ring.ts';
import { newSecret } from '../domain/secret-keys.ts';
import { CountersignError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { SecretVersions } from '../ports/secret-versions.ts';

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

export interface Rotator {
  readonly versions: SecretVersions;
  readonly clock: Clock;
}

/**
 * Takes one step towards the version being the one in use. Each may be repeated, alone or after others; a version that is in use is
 * left as it is. `invalid-settings` where the version is not the one that is being made, or must not be put to use.
 *
 * It follows AWS's own templates: https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas
 */
export async function rotateSecret(
  { versions, clock }: Rotator,
  { step, version }: { readonly step: RotationStep; readonly version: string },
): Promise<void> {
  const { rotates, current, pending } = await versions.staged();
  if (!rotates) throw refused('is not set up to be rotated: turn that on, or let nobody ask for it.');
  if (version === current) return;
  if (version !== pending) throw refused(`has no version ${version} that is being made: begin a rotation anew.`);
  switch (step) {
    case 'createSecret':
      return versions.keep(version, ringText(nextRing(readRing(await versions.texts()), newSecret(), clock.now())));
    case 'setSecret':
      return; // nobody else has to be told of it
    case 'testSecret':
      return test(versions, version);
    case 'finishSecret':
      check(await pendingRing(versions, version), await versions.texts());
      return versions.putToUse(version, current);
  }
}

async function test(versions: SecretVersions, version: string): Promise<void> {
  const [text, texts] = [await versions.pendingText(version), await versions.texts()];
  // Where rotation is set up, Secrets Manager tries this step alone, with a copy of what is in use.
  if (text === undefined || text !== texts[0]) check(ringIn(text, version), texts);
}

const pendingRing = async (versions: SecretVersions, version: string): Promise<KeyRing> =>
  ringIn(await versions.pendingText(version), version);

function ringIn(text: string | undefined, version: string): KeyRing {
  if (text === undefined) throw refused(`has no text in its version ${version}: createSecret comes first.`);
  return readRing([text]);
}

/** Whatever is in use when a version takes its place must be known by it, also what was put in by hand since the version was made. */
function check(ring: KeyRing, texts: readonly string[]): void {
  if (outlives(ring, readRing(texts))) return;
  throw refused('was replaced while it was rotated: take AWSPENDING from the version that was made, and rotate anew.');
}

/** Says nothing of what the secret holds. */
const refused = (why: string): CountersignError =>
  new CountersignError('invalid-settings', `The secret that records and links are signed with ${why}`);
