/** Binds the value that was decided to what was asked, so that it cannot be exchanged between the decision and its effect. */
import type { Settlement } from './decision.ts';
import { digestOf, orderless } from './digest.ts';
import type { Encoded } from './value.ts';

/** The digest of what was asked with this value in the place of the proposed one. */
export const decidedDigest = (asked: string, value: Encoded): string =>
  digestOf({ asked, ...orderless({ proposed: value }) });

/** The settlement, which says what it is for where that is another value than the proposed one. */
export const bound = (settlement: Settlement, proposed: Encoded | undefined): Settlement =>
  settlement.value === undefined || settlement.value === proposed
    ? settlement
    : { ...settlement, decided: decidedDigest(settlement.digest, settlement.value) };

/**
 * I5: true where the value is the one that was decided: the proposed one, or the one that the settlement was bound to. What was put in by
 * hand (proof `none`) may leave the value out.
 */
export function isAsDecided(
  { action, value, decided, digest, proof }: Settlement,
  proposed: Encoded | undefined,
): boolean {
  if (action !== 'approve' && action !== 'edit') return true;
  if (value === undefined)
    return decided === undefined && action === 'approve' && (proposed === undefined || proof === 'none');
  if (decided !== undefined) return decidedDigest(digest, value) === decided;
  return (
    proposed !== undefined && (value === proposed || decidedDigest(digest, value) === decidedDigest(digest, proposed))
  );
}
