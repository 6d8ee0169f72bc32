/** The buttons of an approval, and the reason that a rejection needs. */
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Action } from '../domain/decision.ts';

interface Props {
  /** What the approval takes; without it, everything. */
  allow?: readonly Action[] | undefined;
  isBusy: boolean;
  /** What stands in the place of Approve, where it cannot be pressed here. */
  instead?: ReactNode;
  approve(): void;
  reject(reason: string): void;
}

export function ApprovalButtons({ allow, isBusy, instead, approve, reject }: Props) {
  const [isRejecting, setRejecting] = useState(false);
  const takes = (action: Action) => !allow || allow.includes(action);
  if (isRejecting) return <RejectForm isBusy={isBusy} reject={reject} back={() => setRejecting(false)} />;
  return (
    <>
      {takes('approve') && instead}
      <div className="countersign-actions">
        {takes('approve') && !instead && (
          // A button that is disabled would lose the focus.
          <button
            type="button"
            className="countersign-approve"
            aria-disabled={isBusy}
            onClick={() => isBusy || approve()}
          >
            Approve
          </button>
        )}
        {takes('reject') && (
          <button
            type="button"
            className="countersign-reject"
            aria-disabled={isBusy}
            onClick={() => isBusy || setRejecting(true)}
          >
            Reject
          </button>
        )}
      </div>
    </>
  );
}

function RejectForm({ isBusy, reject, back }: { isBusy: boolean; reject(reason: string): void; back(): void }) {
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy && reason.trim() !== '') reject(reason.trim());
  };
  return (
    <form className="countersign-reasons" onSubmit={submit}>
      <label className="countersign-label" htmlFor={reasonId}>
        Why do you reject this?
      </label>
      <textarea
        ref={field}
        id={reasonId}
        className="countersign-reason"
        required
        maxLength={2_000}
        rows={3}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="countersign-actions">
        <button type="submit" className="countersign-reject" aria-disabled={isBusy}>
          Reject
        </button>
        <button type="button" className="countersign-back" aria-disabled={isBusy} onClick={() => isBusy || back()}>
          Back
        </button>
      </div>
    </form>
  );
}
