/** Notices that reached nobody: somebody may not know that they are asked. And what other systems were not told. */
import { useRetryNotice } from '../acts.ts';
import { useLookOn } from '../look-on.ts';
import { Empty, Failed, Loading } from '../parts/load-states.tsx';
import { More } from '../parts/more.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { UndeliveredNotice } from '../parts/undelivered-notice.tsx';
import { useUndelivered } from '../queries.ts';
import { say } from '../toast.ts';
import { useTitle } from '../use-title.ts';

export function UndeliveredPage() {
  const notices = useUndelivered();
  const { items, error, refetch } = notices;
  const looking = useLookOn(notices, { of: '', found: items?.length ?? 0 });
  const again = useRetryNotice();
  useTitle('Undelivered');
  return (
    <div className="page">
      <h1>Undelivered notices</h1>
      <p className="quiet">
        Whoever stands here may not know that they are asked. Tell them some other way, or reassign. Other systems wait
        for what they were not told until it is tried again.
      </p>
      {!items && (error ? <Failed error={error} retry={refetch} /> : <Loading what="the notices" />)}
      <ProblemNote error={again.error} />
      {items?.length === 0 && !notices.hasNextPage && (
        <Empty icon="check" title="Every notice was delivered">
          One that reaches nobody after all its tries stands here.
        </Empty>
      )}
      <ul className="plain cards">
        {items?.map((notice) => (
          <UndeliveredNotice
            key={notice.id}
            notice={notice}
            again={() => again.mutate(notice.id, { onSuccess: () => say('It is tried again within a minute.') })}
          />
        ))}
      </ul>
      <More pages={notices} looking={looking} looked={items?.length ?? 0} />
    </div>
  );
}
