/** The inbox: what waits, soonest due first, and beside it the one that is open. */
import { useEffect, useState } from 'react';
import { useLocation, useRoute } from 'wouter';
import type { Mode } from '../decide/modes.ts';
import { matching } from '../filter.ts';
import { useListKeys } from '../list-keys.ts';
import { ApprovalList } from '../parts/approval-list.tsx';
import { BackLink } from '../parts/back-link.tsx';
import { BulkBar } from '../parts/bulk-bar.tsx';
import { Empty } from '../parts/load-states.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { approvalPath, decoded, idOf, type Ref } from '../paths.ts';
import { useApprovals } from '../queries.ts';
import { type Selection, stillThere, toggled } from '../selection.ts';
import { useTitle } from '../use-title.ts';
import { ApprovalPane } from './approval-pane.tsx';

export function InboxPage() {
  const [isOpen, params] = useRoute('/approvals/:runId/:key');
  const opened: Ref | undefined = isOpen ? { runId: decoded(params.runId), key: decoded(params.key) } : undefined;
  const openId = opened && idOf(opened);
  const [, navigate] = useLocation();
  const approvals = useApprovals();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<Selection>(new Set());
  const [begun, setBegun] = useState<{ id: string; mode: Mode }>();
  const items = approvals.items && matching(approvals.items, words);
  const selection = approvals.items ? stillThere(chosen, approvals.items) : chosen;
  const select = (id: string) => setChosen(toggled(selection, id));
  const begin = (ref: Ref, mode: Mode) => {
    setBegun({ id: idOf(ref), mode });
    if (idOf(ref) !== openId) navigate(approvalPath(ref));
  };
  useEffect(() => {
    // An act that opened by itself would take the keys of whoever walks through the list.
    setBegun((before) => (before?.id === openId ? before : undefined));
  }, [openId]);
  const marks = useListKeys({ items: items ?? [], opened, select, begin });
  useTitle('Inbox');
  return (
    <div className={opened ? 'inbox inbox-opened' : 'inbox'}>
      <section className="list-side" aria-labelledby="inbox-title">
        <div className="list-head">
          <h1 id="inbox-title">
            Inbox{' '}
            {approvals.items && (
              <span className="count">
                {approvals.items.length}
                {approvals.hasNextPage && '+'}
              </span>
            )}
          </h1>
          <SearchField words={words} onWords={setWords} />
        </div>
        <ApprovalList {...{ approvals, items, words, openId, selection, select }} onMark={marks} />
        <BulkBar selection={selection} items={approvals.items ?? []} onSelection={setChosen} />
      </section>
      <section className="detail-side" aria-label="The approval">
        {opened ? (
          <>
            <BackLink />
            <ApprovalPane
              key={openId}
              approvalRef={opened}
              mode={begun?.id === openId ? begun?.mode : undefined}
              onMode={(mode) => setBegun(mode && { id: idOf(opened), mode })}
            />
          </>
        ) : (
          <Empty icon="check" title="Nothing is open">
            Choose an approval from the list. The key <kbd>?</kbd> shows what the keyboard can do.
          </Empty>
        )}
      </section>
    </div>
  );
}
