/** What somebody had written when somebody else was faster: not lost, to be copied or thrown away. */
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { useIsActing } from '../acts.ts';
import { DRAFTS, type DraftField } from '../decide/modes.ts';
import { forget, useUnsent } from '../draft.ts';
import { idOf } from '../paths.ts';
import { Facts } from './facts.tsx';
import { Icon } from './icon.tsx';

const WHAT: Record<DraftField, string> = {
  reason: 'Reason',
  comment: 'Comment',
  edit: 'Value',
  to: 'To whom it goes',
  cancel: 'Why it is cancelled',
  withdraw: 'Why a vote is taken back',
};

/** Of an approval that is settled. While an act on it is under way it is not known yet what of it was sent. */
export function Unsent({ approval }: { approval: ApprovalView }) {
  const id = idOf(approval);
  const isActing = useIsActing(approval);
  const texts = useUnsent(id, DRAFTS).filter(({ text }) => !stands(text, approval));
  if (isActing || texts.length === 0) return null;
  return (
    <section className="note tone-warn" aria-label="Not sent">
      <Icon name="alert" />
      <div>
        <p>
          <b>Not sent.</b> You had written:
        </p>
        <dl className="unsent">
          {texts.map(({ field, text }) => (
            <div key={field} className="unsent-text">
              <dt>{WHAT[field]}</dt>
              <dd>{field === 'edit' ? <Facts value={JSON.parse(text)} /> : text}</dd>
            </div>
          ))}
        </dl>
        <button type="button" className="small" onClick={() => forget(id, DRAFTS)}>
          Throw it away
        </button>
      </div>
    </section>
  );
}

/** True for what arrived although its answer did not: it stands in what became of the approval. */
function stands(text: string, { decision, history }: ApprovalView): boolean {
  return (
    text === JSON.stringify(decision?.value) ||
    history.some(({ reason, comment }) => reason === text.trim() || comment === text.trim())
  );
}
