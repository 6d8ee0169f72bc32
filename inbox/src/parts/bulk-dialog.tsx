/** Decides on several at once: asks once more with all their titles and says what is left out, then says what became of each. */
import { type SubmitEvent, useState } from 'react';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { useDecideMany } from '../acts.ts';
import { ActButtons } from '../decide/act-buttons.tsx';
import { idOf } from '../paths.ts';
import { useExplanationsOnce } from '../queries.ts';
import { leftOver, type Outcome, type OutcomeLine, outcomeLine, type Selection } from '../selection.ts';
import { say } from '../toast.ts';
import { whyNot } from '../why-not.ts';
import { Dialog } from './dialog.tsx';
import { LeftOut } from './left-out.tsx';
import { Outcomes } from './outcomes.tsx';
import { ProblemNote } from './problem-note.tsx';
import { TextField } from './text-field.tsx';

interface BulkDialogProps {
  action: 'approve' | 'reject';
  items: readonly ApprovalView[];
  selection: Selection;
  onSelection(selection: Selection): void;
  onClose(): void;
}

export function BulkDialog({ action, items, selection, onSelection, onClose }: BulkDialogProps) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [lines, setLines] = useState<OutcomeLine[]>();
  const verb = action === 'approve' ? 'Approve' : 'Reject';
  const isMissing = action === 'reject' && !reason.trim();
  const explanations = useExplanationsOnce(items);
  const known = items.map((approval, at) => ({ approval, why: whyNot(action, approval, explanations[at]) }));
  const taken = known.filter(({ why }) => why === undefined).map(({ approval }) => approval);
  const titles = new Map(items.map((item) => [idOf(item), item.title]));
  const linesOf = (outcomes: readonly Outcome[]) =>
    outcomes.map((outcome) => outcomeLine(outcome, titles.get(idOf(outcome)) ?? outcome.key));
  const decideMany = useDecideMany((outcomes) => {
    const done = linesOf(outcomes).filter(({ ok }) => ok).length;
    if (done > 0) say(`${done} of ${outcomes.length} done.`);
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isMissing) return;
    const said = action === 'reject' ? { reason } : {};
    const decisions = taken.map(({ runId, key, digest }) => ({ runId, key, action, digest, ...said }));
    decideMany.mutate(decisions, {
      onSuccess: (outcomes) => {
        const all = linesOf(outcomes);
        setLines(all);
        onSelection(leftOver(selection, all));
      },
    });
  };
  if (lines)
    return (
      <Dialog title="What became of each" onClose={onClose}>
        <Outcomes lines={lines} />
        <div className="buttons">
          <button type="button" className="primary" onClick={onClose}>
            Close
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={`${verb} ${taken.length} ${taken.length === 1 ? 'approval' : 'approvals'}?`} onClose={onClose}>
      <form onSubmit={submit}>
        {taken.length > 0 && (
          <>
            <ul className="titles">
              {taken.map((item) => (
                <li key={idOf(item)}>{item.title}</li>
              ))}
            </ul>
            <p className="quiet">
              {action === 'approve' ? 'Each is approved as it is proposed.' : 'Each is rejected for the same reason.'}
            </p>
          </>
        )}
        <LeftOut items={known} />
        {action === 'reject' && taken.length > 0 && (
          <TextField
            label="Reason"
            value={reason}
            onChange={setReason}
            rows={2}
            required
            fault={tried && isMissing ? 'Say why, so that whoever asked knows what to do.' : undefined}
          />
        )}
        <ProblemNote error={decideMany.error} />
        <ActButtons
          submit={`${verb} ${taken.length}`}
          disabled={taken.length === 0}
          tone={action === 'approve' ? 'primary' : 'danger'}
          pending={decideMany.isPending}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
