/** The record of a run: what it did, was answered and came to, in the order that it learned of it, as data that an auditor reads. */
import { type Fact, present, signature } from './approval-record.ts';
import { sha256 } from './digest.ts';
import { hasEnded, type Run } from './run.ts';
import type { ApprovalEntry, Entry, StepEntry } from './snapshot.ts';
import { shown } from './value.ts';

/** What happened to the run. `entries` is its whole snapshot, in order: what is in its pages, then the rest. */
export const runFacts = (run: Run, entries: readonly Entry[]): Fact[] => [
  started(run),
  ...entries.map((entry) => (entry.kind === 'step' ? done(entry) : answered(entry))),
  ...(hasEnded(run) ? [ended(run)] : []),
];

/** Values are told by their digests alone: the record of a run goes to people who need not see them. */
const started = ({ runId, workflow, version, formerly, createdAt, startedBy, input }: Run): Fact => ({
  ...{ what: 'started', at: createdAt, runId, workflow, version: formerly?.[0] ?? version },
  ...present({ by: startedBy }),
  input: sha256(input),
});

const done = ({ key, id, within, approval, given, value, startedAt, ms, attempts }: StepEntry): Fact => ({
  ...{ what: 'done', at: startedAt, key, ms },
  ...present({ id, within, approval, given, attempts }),
  value: sha256(value),
});

/** `chain` is the digest of what stands before the answer in the approval's own record: so all of that is taken in. */
function answered({ key, epoch, settlement }: ApprovalEntry): Fact {
  const { action, value, originalValue, reason, comment, votes, digest, before } = settlement;
  return {
    ...{ what: action === 'supersede' ? 'asked-anew' : 'answered', key, epoch, action },
    ...present({ value: shown(value), originalValue: shown(originalValue), reason, comment, votes }),
    ...signature(settlement),
    shown: digest,
    ...present({ chain: before }),
  };
}

function ended(run: Run): Fact {
  const { status, version, formerly, updatedAt } = run;
  return {
    ...{ what: 'ended', status, at: 'endedAt' in run ? run.endedAt : updatedAt },
    ...present({ version: formerly && version }),
    ...(run.status === 'completed' && { result: sha256(run.result) }),
    ...('error' in run && { error: run.error, ...present({ by: run.error.by }) }),
  };
}
