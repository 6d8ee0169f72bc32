/** A decision that came before its run asked: kept until it does. */
import * as z from 'zod/mini';
import type { Actor } from './actor.ts';
import { Door, Proof } from './actor.ts';
import { Action } from './decision.ts';
import { ApprovalKey, RunId } from './ids.ts';
import type { Receipt } from './receipt.ts';
import { Time } from './time.ts';

/** What somebody decided under a key that their run has not come to, as they sent it. */
export const EarlyDecision = z.object({
  runId: RunId,
  key: ApprovalKey,
  action: Action,
  /** What they sent, as JSON text: what fits is only known once it is asked. */
  said: z.string(),
  by: z.string(),
  groups: z.array(z.string()),
  at: Time,
  proof: Proof,
  door: z.optional(Door),
  listed: z.optional(z.boolean()),
});
export type EarlyDecision = z.infer<typeof EarlyDecision>;

/** Who decided early, as it was shown then. */
export const earlyActor = ({ by: id, groups, proof, door, listed }: EarlyDecision): Actor => ({
  ...{ id, groups, proof },
  ...(door && { door }),
  ...(listed !== undefined && { listed }),
});

export const earlyReceipt = ({ runId, key, action, by, at, proof }: EarlyDecision): Receipt => ({
  ...{ runId, key, action, status: 'early', by, at, proof },
});

/** The first first. */
export const byTime = (one: EarlyDecision, other: EarlyDecision): number =>
  one.at < other.at ? -1 : one.at > other.at ? 1 : one.by < other.by ? -1 : 1;
