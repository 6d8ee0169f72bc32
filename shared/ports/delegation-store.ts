/** Keeps delegations. */
import type { Delegation } from '../domain/delegation.ts';

/** Keeps delegations: what a database has to offer. Every read sees every write that was answered before it (strongly consistent). */
export interface DelegationStore {
  add(delegation: Delegation): Promise<void>;
  /** Removes what the person gave under the id; false where there was nothing. What was removed counts no more. */
  remove(from: string, id: string): Promise<boolean>;
  /** What the person has given, by id; what is over stays for a while. */
  givenBy(person: string): Promise<Delegation[]>;
  /** What the person was given, by id; what is over stays for a while. */
  givenTo(person: string): Promise<Delegation[]>;
}
