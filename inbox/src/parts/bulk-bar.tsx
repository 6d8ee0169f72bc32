/** What is to become of everything that is chosen. */
import { useState } from 'react';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { idOf } from '../paths.ts';
import type { Selection } from '../selection.ts';
import { BulkDialog } from './bulk-dialog.tsx';

interface BulkBarProps {
  selection: Selection;
  items: readonly ApprovalView[];
  onSelection(selection: Selection): void;
}

export function BulkBar({ selection, items, onSelection }: BulkBarProps) {
  const [action, setAction] = useState<'approve' | 'reject'>();
  const [taken, setTaken] = useState<readonly ApprovalView[]>([]);
  const open = (next: 'approve' | 'reject') => {
    setTaken(items.filter((item) => selection.has(idOf(item)))); // as they are shown now: the dialog decides these, and no others
    setAction(next);
  };
  return (
    <>
      {selection.size > 0 && (
        <div className="bulk-bar" role="toolbar" aria-label="Decide on several">
          <b>{selection.size} chosen</b>
          <button type="button" className="primary" onClick={() => open('approve')}>
            Approve {selection.size} …
          </button>
          <button type="button" onClick={() => open('reject')}>
            Reject {selection.size} …
          </button>
          <button type="button" className="quiet-button" onClick={() => onSelection(new Set())}>
            Clear
          </button>
        </div>
      )}
      {action && (
        <BulkDialog
          action={action}
          items={taken}
          selection={selection}
          onSelection={onSelection}
          onClose={() => setAction(undefined)}
        />
      )}
    </>
  );
}
