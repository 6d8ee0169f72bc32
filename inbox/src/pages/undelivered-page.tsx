/** Notices that reached nobody: somebody may not know that they are asked. */
import { Link } from 'wouter';
import { problemOf } from '../api.ts';
import { Empty, Failed, Loading } from '../parts/load-states.tsx';
import { Time } from '../parts/time.tsx';
import { approvalPath, runPath } from '../paths.ts';
import { useUndelivered } from '../queries.ts';
import { useTitle } from '../use-title.ts';

export function UndeliveredPage() {
  const { items, error, refetch, hasNextPage, fetchNextPage } = useUndelivered();
  useTitle('Undelivered');
  return (
    <div className="page">
      <h1>Undelivered notices</h1>
      <p className="quiet">
        Whoever stands here may not know that they are asked. Tell them some other way, or reassign.
      </p>
      {!items &&
        (problemOf(error)?.status === 404 ? (
          <Empty icon="bell" title="This system keeps no list of them">
            A newer version of it does.
          </Empty>
        ) : error ? (
          <Failed error={error} retry={refetch} />
        ) : (
          <Loading what="the notices" />
        ))}
      {items?.length === 0 && (
        <Empty icon="check" title="Every notice was delivered">
          One that reaches nobody after all its tries stands here.
        </Empty>
      )}
      <ul className="plain cards">
        {items?.map(({ id, runId, key, subject, channel, to, at, tries, error: why }) => (
          <li key={id} className="card">
            <p>
              <b>{subject}</b>
            </p>
            <p>
              to {to} by {channel} · <Time at={at} both /> · {tries} {tries === 1 ? 'try' : 'tries'}
            </p>
            <p className="quote">{why}</p>
            <p>
              {runId !== undefined && (
                <Link href={key === undefined ? runPath(runId) : approvalPath({ runId, key })}>
                  {key === undefined ? 'Open the run' : 'Open the approval'}
                </Link>
              )}
            </p>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" className="more" onClick={() => fetchNextPage()}>
          Load more
        </button>
      )}
    </div>
  );
}
