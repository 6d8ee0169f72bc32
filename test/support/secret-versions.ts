/** The versions of a secret, as Secrets Manager keeps and stages them, in memory. */
import type { SecretVersions } from '../../shared/ports/secret-versions.ts';

export interface TestSecret extends SecretVersions {
  /** Begins a rotation: a version without a text that is being made. */
  begin(version: string): void;
  /** Puts a text in by hand, as `put-secret-value` does. */
  put(text: string): void;
  /** Fails the next call of this name, before or after it has done its work. */
  failNext(call: 'keep' | 'putToUse', when: 'before' | 'after'): void;
  /** Whether it is to be rotated (default: true). */
  rotates: boolean;
}

export function createTestSecret(...texts: string[]): TestSecret {
  const kept = new Map<string, string | undefined>();
  const stages: { current?: string | undefined; previous?: string | undefined; pending?: string | undefined } = {};
  let failing: { call: string; when: string } | undefined;
  const failWhere = (call: string, when: string): void => {
    if (failing?.call !== call || failing.when !== when) return;
    failing = undefined;
    throw new Error(`${call} failed`);
  };
  const use = (version: string): void => {
    if (version !== stages.current) Object.assign(stages, { previous: stages.current, current: version });
  };
  const secret: TestSecret = {
    rotates: true,
    begin(version) {
      kept.set(version, undefined);
      stages.pending = version;
    },
    put(text) {
      const version = `by-hand-${kept.size}`;
      kept.set(version, text);
      use(version);
    },
    failNext(call, when) {
      failing = { call, when };
    },
    staged: async () => ({ rotates: secret.rotates, current: stages.current, pending: stages.pending }),
    texts: async () => [stages.current, stages.previous].flatMap((version) => kept.get(version ?? '') ?? []),
    pendingText: async (version) => (version === stages.pending ? kept.get(version) : undefined),
    async keep(version, text) {
      failWhere('keep', 'before');
      if (kept.get(version) === undefined) kept.set(version, text);
      failWhere('keep', 'after');
    },
    async putToUse(version, inPlaceOf) {
      failWhere('putToUse', 'before');
      if (inPlaceOf !== stages.current || version === inPlaceOf) throw new Error('That is not what is in use.');
      use(version);
      failWhere('putToUse', 'after');
    },
  };
  for (const text of texts.reverse()) secret.put(text);
  return secret;
}
