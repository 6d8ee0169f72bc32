/** What the explorer plays: a workflow, the people, and how much may go wrong. */
import type { DecisionInput } from '../../shared/domain/decision.ts';
import type { Delegation } from '../../shared/domain/delegation.ts';
import type { Workflow } from '../../shared/engine/workflow.ts';
import type { Io } from './live.ts';
import type { Budget } from './state.ts';

/** What somebody does to an approval, or to what they delegated. */
export type Says =
  | DecisionInput
  /** Once they have voted. */
  | { readonly action: 'withdraw' }
  | { readonly action: 'reassign'; readonly from: string; readonly to: string }
  /** Takes back everything that they delegated. */
  | { readonly action: 'revoke' };

/** Somebody who does something once. */
export interface Person {
  readonly who: string;
  readonly key: string;
  readonly says: Says;
  /** True for who sends the digest of what they were shown when they began. */
  readonly bound?: true;
  /** True for who decides before the run asks. */
  readonly early?: true;
}

export interface Scenario {
  readonly name: string;
  readonly workflow: (io: Pick<Io, 'effect'>) => Workflow;
  readonly people: readonly Person[];
  /** What an effect may come to, where it is not always the same. */
  readonly values?: { readonly [effect: string]: readonly unknown[] | undefined };
  /** False where branches are at work side by side: then one may begin while what another just did is not kept. */
  readonly inOrder?: boolean;
  /** True where the body may take another way each time, so that what was asked and answered may be needed no more. */
  readonly wanders?: true;
  /** Approvals of which the run goes on with one alone; the effect after each is called as its key. */
  readonly oneOf?: readonly string[];
  /** Who lets whom decide in their place when the run starts. */
  readonly delegations?: readonly Delegation[];
}

/** One exploration: a scenario with a budget of faults. */
export interface Play {
  readonly name: string;
  readonly scenario: Scenario;
  readonly budget: Budget;
  /** How many processes are at work at once at most. */
  readonly together: number;
}
