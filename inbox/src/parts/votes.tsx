/** How the votes stand: how many there are, how many it takes, and whose. */
import type { VotesView } from '../../../shared/domain/receipt.ts';
import { Icon } from './icon.tsx';
import { Time } from './time.tsx';

export function Votes({ votes }: { votes: VotesView }) {
  const { approvals, rejections, needed, cast } = votes;
  const left = Math.max(0, needed.approvals - approvals);
  return (
    <div className="votes">
      <p>
        <span className="vote-dots" aria-hidden="true">
          {Array.from({ length: needed.approvals }, (_, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the dots are all alike
            <span key={place} className={place < approvals ? 'vote-dot vote-cast' : 'vote-dot'} />
          ))}
        </span>
        <b>
          {approvals} of {needed.approvals} approvals
        </b>
        {left > 0 && `, ${left} more needed`}
        {rejections > 0 && ` · ${rejections} of ${needed.rejections} rejections`}
      </p>
      {cast.length > 0 && (
        <ul className="plain">
          {cast.map(({ by, for: absent, action, at, reason, comment }) => (
            <li key={`${by} ${absent}`}>
              <Icon name={action === 'reject' ? 'cross' : action === 'edit' ? 'pencil' : 'check'} /> <b>{by}</b>
              {absent && ` for ${absent}`}: {action} · <Time at={at} />
              {(reason ?? comment) && <span className="quiet"> “{reason ?? comment}”</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
