/** Checks what the lists of a record say of each other: that the run went on with what people answered, and nothing is left out. */

import { problemAt, type RecordProblem, says } from './check-chain.ts';
import { canonicalOf } from './digest.ts';
import type { ApprovalRecord, RecordEntry, RunRecord } from './record.ts';
import { hasEnded } from './run.ts';
import { STATUS } from './settle.ts';

/** The first thing that two lists say differently; undefined where they agree. */
export function contradictionIn(record: RunRecord): RecordProblem | undefined {
  return beginning(record) ?? ending(record) ?? approvalsProblem(record) ?? answersProblem(record);
}

function beginning({ runId, workflow, version, entries }: RunRecord): RecordProblem | undefined {
  const [first = {}] = entries;
  const last = entries.at(-1) ?? first;
  const at = { n: 1, entry: first };
  if (first.what !== 'started') return problemAt('dropped', undefined, at, 'is not that the run was started.');
  const isSame = first.runId === runId && first.workflow === workflow;
  const versions = [first.version, last.what === 'ended' ? last.version : undefined];
  // A run that has not ended does not tell in its chain to which version it was brought.
  if (isSame && (last.what !== 'ended' || (versions[1] ?? versions[0]) === version)) return undefined;
  return problemAt('contradiction', undefined, at, `is not of run "${runId}" of ${workflow} ${version}.`);
}

function ending({ status, entries }: RunRecord): RecordProblem | undefined {
  const n = entries.findIndex(({ what }) => what === 'ended') + 1;
  if (!hasEnded({ status })) {
    if (n === 0) return undefined;
    return problemAt('contradiction', undefined, { n, entry: entries[n - 1] }, `is of a run that is ${status}.`);
  }
  if (n === 0) return problemAt('dropped', undefined, { n: entries.length + 1 }, `(ended ${status}) is missing.`);
  const entry = entries[n - 1];
  if (n < entries.length) return problemAt('contradiction', undefined, { n, entry }, 'is not the last one.');
  if (entry?.status === status) return undefined;
  return problemAt('contradiction', undefined, { n, entry }, `is not of a run that is ${status}.`);
}

const ENDS: readonly unknown[] = Object.values(STATUS);
const isEnd = ({ what, action }: RecordEntry): boolean => ENDS.includes(what) && action !== undefined;

function approvalsProblem({ runId, approvals }: RunRecord): RecordProblem | undefined {
  for (const { key, epoch, entries } of approvals) {
    const whose = { key, epoch };
    const [entry = {}] = entries;
    if (entry.what !== 'asked') return problemAt('dropped', whose, { n: 1 }, 'is not that it was asked.');
    if (entry.key !== key || entry.epoch !== epoch || entry.runId !== runId)
      return problemAt('contradiction', whose, { n: 1, entry }, `is not of this approval of run "${runId}".`);
  }
  return undefined;
}

/** Where a run has ended, so has what it asked: an approval that breaks off before its end is what was cut. */
export function cutOff({ status, approvals }: RunRecord): RecordProblem | undefined {
  const cut = hasEnded({ status }) && approvals.find(({ entries }) => !isEnd(entries.at(-1) ?? {}));
  if (!cut) return undefined;
  const { key, epoch, entries } = cut;
  return problemAt('dropped', { key, epoch }, { n: entries.length + 1 }, '(how it ended) is missing.');
}

function answersProblem({ entries, approvals, version }: RunRecord): RecordProblem | undefined {
  const wasMigrated = entries[0]?.version !== version;
  for (const [i, answer] of entries.entries()) {
    // An answer that was put into the snapshot by hand has no approval behind it.
    if (answer.what !== 'answered' || answer.chain === undefined) continue;
    const approval = approvalOf(answer, approvals, wasMigrated);
    const told = { n: i + 1, entry: answer };
    if (!approval) {
      const missing = `was answered, and the record of approval "${String(answer.key)}" (epoch ${String(answer.epoch)}) is missing.`;
      return problemAt('dropped', undefined, told, missing);
    }
    const problem = answerProblem(approval, told);
    if (problem) return problem;
  }
  return undefined;
}

/** A migration may have given the answer another key: then it is known by what it was chained to. */
const approvalOf = (answer: RecordEntry, approvals: readonly ApprovalRecord[], wasMigrated: boolean) =>
  approvals.find(({ key, epoch }) => key === answer.key && epoch === answer.epoch) ??
  (wasMigrated ? approvals.find(({ entries }) => entries.some(({ before }) => before === answer.chain)) : undefined);

/** What an answer and the end of its approval have in common. */
const SAID = [
  ...['action', 'value', 'originalValue', 'reason', 'comment', 'votes'],
  ...['at', 'by', 'for', 'early', 'proof', 'door', 'shown'],
] as const;

const said = (entry: RecordEntry): string =>
  canonicalOf(Object.fromEntries(SAID.filter((name) => entry[name] !== undefined).map((name) => [name, entry[name]])));

function answerProblem(
  { key, epoch, entries }: ApprovalRecord,
  { n, entry: answer }: { n: number; entry: RecordEntry },
): RecordProblem | undefined {
  const whose = { key, epoch };
  // What was decided before the approval was asked anew stands before that.
  const index = entries.findIndex(isEnd);
  const end = entries[index];
  if (!end) return problemAt('dropped', whose, { n: entries.length + 1 }, `(${says(answer)}) is missing.`);
  if (end.before !== answer.chain) {
    const at = { n: index, entry: entries[index - 1] };
    return problemAt('altered', whose, at, `is not what stood there when the run was answered (its entry ${n}).`);
  }
  if (said(end) === said(answer)) return undefined;
  return problemAt(
    'altered',
    whose,
    { n: index + 1, entry: end },
    `is not what the run went on with (its entry ${n}: ${says(answer)}).`,
  );
}
