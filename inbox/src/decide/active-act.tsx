/** The act that somebody has begun; says where what is asked has changed meanwhile. Escape leaves its field, then closes it where it is not being sent. */
import { useState } from 'react';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { needsValue } from '../../../shared/domain/offered.ts';
import { useIsActing } from '../acts.ts';
import { Icon } from '../parts/icon.tsx';
import { typedIn, useCommand } from '../use-keyboard.ts';
import type { ActProps } from './act-props.ts';
import { ApproveForm } from './approve-form.tsx';
import { CancelForm } from './cancel-form.tsx';
import { CommentForm } from './comment-form.tsx';
import { EditForm } from './edit-form.tsx';
import type { Mode } from './modes.ts';
import { ReassignForm } from './reassign-form.tsx';
import { RejectForm } from './reject-form.tsx';
import { ValueApproveForm } from './value-approve-form.tsx';
import { WithdrawForm } from './withdraw-form.tsx';

const FORMS: Record<Mode, (props: ActProps) => React.JSX.Element> = {
  approve: ApproveForm,
  edit: EditForm,
  reject: RejectForm,
  comment: CommentForm,
  reassign: ReassignForm,
  withdraw: WithdrawForm,
  cancel: CancelForm,
};

export function ActiveAct({ mode, approval, onClose }: { mode: Mode; approval: ApprovalView; onClose(): void }) {
  const [digest, setDigest] = useState(approval.digest);
  const isActing = useIsActing(approval);
  useCommand('close', () => {
    const field = typedIn();
    field?.blur();
    field?.closest<HTMLElement>('.act')?.focus(); // so that Tab goes on from there
    if (!field && !isActing) onClose();
  });
  const Form = mode === 'approve' && needsValue(approval) ? ValueApproveForm : FORMS[mode];
  return (
    <>
      {digest !== approval.digest && (
        <div className="note tone-warn" role="alert">
          <Icon name="alert" />
          <div>
            <p>What is asked has changed since you began. Look at it above before you go on.</p>
            <button type="button" className="small" onClick={() => setDigest(approval.digest)}>
              I have seen the change
            </button>
          </div>
        </div>
      )}
      <Form approval={approval} digest={digest} onClose={onClose} />
    </>
  );
}
