/** The list of what waits, with what stands there while there is none. */
import { Link } from 'wouter';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { useLookOn } from '../look-on.ts';
import { idOf } from '../paths.ts';
import type { useApprovals } from '../queries.ts';
import type { Selection } from '../selection.ts';
import { useSession } from '../session.tsx';
import { ApprovalRow } from './approval-row.tsx';
import { Empty, Failed, Loading } from './load-states.tsx';
import { More } from './more.tsx';

interface ApprovalListProps {
  approvals: ReturnType<typeof useApprovals>;
  /** Those that fit the words. */
  items: ApprovalView[] | undefined;
  words: string;
  openId: string | undefined;
  selection: Selection;
  select(id: string): void;
  onMark(id: string): void;
}

export function ApprovalList({ approvals, items, words, openId, selection, select, onMark }: ApprovalListProps) {
  const { config } = useSession();
  const looking = useLookOn(approvals, { of: words, found: items?.length ?? 0, all: words.trim() !== '' });
  if (!items)
    return approvals.error ? (
      <Failed error={approvals.error} retry={approvals.refetch} />
    ) : (
      <Loading what="the inbox" lines={5} />
    );
  const looked = approvals.items?.length ?? 0;
  const isFound = items.length > 0;
  const more = (
    <More pages={approvals} looking={looking} looked={looked} words={words.trim() ? 'Look further' : 'Load more'} />
  );
  if (!isFound && looking.isLooking) return more;
  if (!isFound)
    return words.trim() ? (
      <>
        <Empty
          icon="search"
          title={
            approvals.hasNextPage ? `Nothing among the first ${looked} fits these words` : 'Nothing fits these words'
          }
        >
          Titles, workflows, keys, runs and names of people are searched.
        </Empty>
        {more}
      </>
    ) : approvals.hasNextPage ? (
      more
    ) : (
      <Empty icon="check" title="Nothing waits for you">
        When a workflow asks for a decision, it stands here by itself.
        {config.demo && (
          <>
            {' '}
            <Link href="/start">Start a demo run</Link> to see it.
          </>
        )}
      </Empty>
    );
  return (
    <>
      <ul className="rows" aria-label="Approvals">
        {items.map((approval) => {
          const id = idOf(approval);
          return (
            <ApprovalRow
              key={id}
              approval={approval}
              open={id === openId}
              selected={selection.has(id)}
              onSelect={() => select(id)}
              onFocus={() => onMark(id)}
            />
          );
        })}
      </ul>
      {more}
    </>
  );
}
