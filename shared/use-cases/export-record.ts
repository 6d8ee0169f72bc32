/** Exports the record of a run: everything that happened to it and to what it asked, for an auditor to check offline. */
import type { Approval } from '../domain/approval.ts';
import { factsOf } from '../domain/approval-record.ts';
import { chainOf } from '../domain/chain.ts';
import { canonicalOf } from '../domain/digest.ts';
import { inOrder, RECORD_FORMAT } from '../domain/record.ts';
import { runFacts } from '../domain/run-record.ts';
import { keyOf, signatureText } from '../domain/seal.ts';
import { timeOf } from '../domain/time.ts';
import type { Signer } from '../ports/signer.ts';
import { pagedEntries } from './paged-entries.ts';
import { unknownRun } from './read-run.ts';
import type { Kept } from './system.ts';

/** The run's record (`RunRecord`) in its canonical form, signed; `run-unknown`. */
export async function exportRecord(
  kept: Pick<Kept, 'runs' | 'approvals' | 'signer' | 'clock'>,
  runId: string,
): Promise<string> {
  const { runs, approvals, signer, clock } = kept;
  const run = await runs.load(runId);
  if (!run) throw unknownRun(runId);
  const entries = [...(await pagedEntries(runs, run)), ...run.tail];
  const asked = await approvals.ofRun(runId); // after the run, so that whatever it was answered is among them
  const replaced = await Promise.all(
    asked.map((approval) => (approval.supersedes === undefined ? [] : approvals.superseded(runId, approval.key))),
  );
  const content = {
    ...{ format: RECORD_FORMAT, runId, workflow: run.workflow, version: run.version, status: run.status },
    exportedAt: timeOf(clock.now()),
    entries: chainOf(runFacts(run, entries)),
    approvals: [...replaced.flat(), ...asked].map(recordOf).sort(inOrder),
    ...('seal' in run && { seal: run.seal }),
  };
  return signedWithKeys(signer, content, 'seal' in run && run.seal !== undefined ? keyOf(run.seal) : undefined);
}

/** The content with the keys that it is checked with, `sealedBy` among them, and signed by one of them: also while they are rotated. */
async function signedWithKeys(signer: Signer, content: object, sealedBy?: string, tries = 2): Promise<string> {
  const keys = await signer.keys(sealedBy);
  const text = canonicalOf({ ...content, keys });
  const signed = await signer.sign(text);
  const isListed = keys.some(({ kid }) => kid === signed.keyId);
  if (!isListed && tries > 1) return signedWithKeys(signer, content, sealedBy, tries - 1);
  return canonicalOf({ ...(JSON.parse(text) as object), signature: signatureText(signed) });
}

const recordOf = (approval: Approval) => ({
  key: approval.key,
  epoch: approval.epoch,
  entries: chainOf(factsOf(approval)),
});
