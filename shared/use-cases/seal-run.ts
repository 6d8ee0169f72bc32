/** Seals the record of a run that has ended: what its chain comes to is signed, and the signature kept with the run. */
import { headOf } from '../domain/chain.ts';
import { applied, type Move } from '../domain/move.ts';
import { hasEnded, Run, type RunFields } from '../domain/run.ts';
import { hasToClose } from '../domain/run-moves.ts';
import { runFacts } from '../domain/run-record.ts';
import { sealText, signatureText } from '../domain/seal.ts';
import type { Entry } from '../domain/snapshot.ts';
import type { Records } from './system.ts';

/** The seal of an ended run; `entries` is its whole snapshot. */
export async function sealOf(
  { signer }: Pick<Records, 'signer'>,
  run: Run,
  entries: readonly Entry[],
): Promise<string> {
  return signatureText(await signer.sign(sealText(run.runId, headOf(runFacts(run, entries)))));
}

/** The move that ends a run, with its seal where nothing is left to close; else the seal comes once that is done. */
export async function withSeal(
  kept: Pick<Records, 'signer'>,
  run: Run,
  frozen: readonly Entry[],
  move: Move<RunFields>,
): Promise<Move<RunFields>> {
  const ended = Run.parse(applied(move, run));
  if (!hasEnded(ended) || hasToClose(ended)) return move;
  return { ...move, set: { ...move.set, seal: await sealOf(kept, ended, [...frozen, ...ended.tail]) } };
}
