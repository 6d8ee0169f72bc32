/** Creates the approvals that a parked run lists. */
import { type Approval, openApproval } from '../domain/approval.ts';
import type { Run } from '../domain/run.ts';
import { asksOf } from '../domain/wait.ts';
import type { Kept } from './system.ts';

/** Creates those that `wanted` names and that are not there; hands back what is there then. */
export function askApprovals(
  { approvals }: Pick<Kept, 'approvals'>,
  run: Run,
  wanted: (ask: { key: string; epoch: number }) => boolean,
): Promise<Approval[]> {
  const asks = asksOf(run.waits ?? []).filter(wanted);
  return Promise.all(asks.map(async (ask) => (await approvals.ask(openApproval(ask, run))).approval));
}
