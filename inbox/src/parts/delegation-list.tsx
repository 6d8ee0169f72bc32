/** Delegations with their terms; one's own can be revoked. */
import { useState } from 'react';
import type { DelegationView } from '../../../shared/domain/delegation.ts';
import { useRevoke } from '../acts.ts';
import { say } from '../toast.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { ProblemNote } from './problem-note.tsx';
import { Time } from './time.tsx';

export function DelegationList({ items, mine = false }: { items: readonly DelegationView[]; mine?: boolean }) {
  const [asking, setAsking] = useState<DelegationView>();
  const revoke = useRevoke(({ to }) => say(`${to} no longer stands in for you.`));
  const close = () => {
    setAsking(undefined);
    revoke.reset();
  };
  return (
    <ul className="plain cards">
      {items.map((one) => (
        <li key={one.id} className="card">
          <p>
            <span className={`status tone-${one.active ? 'good' : 'quiet'}`}>
              <Icon name={one.active ? 'check' : 'clock'} />
              {one.active ? 'Counts now' : 'Begins later'}
            </span>{' '}
            <b>{mine ? one.to : one.from}</b>
          </p>
          <p className="quiet">
            {!one.active && (
              <>
                from <Time at={one.since} both />{' '}
              </>
            )}
            ends <Time at={one.until} both />
          </p>
          {one.reason && <p className="quote">{one.reason}</p>}
          {mine && (
            <button type="button" className="small" onClick={() => setAsking(one)}>
              Revoke<span className="sr-only"> what {one.to} was given</span> …
            </button>
          )}
        </li>
      ))}
      {asking && (
        <Dialog title="Revoke this delegation?" onClose={close}>
          <p>{asking.to} can no longer decide in your place. What they decided stays decided.</p>
          <ProblemNote error={revoke.error} />
          <div className="buttons">
            <button
              type="button"
              className="danger"
              disabled={revoke.isPending}
              onClick={() => revoke.mutate(asking.id, { onSuccess: close })}
            >
              Yes, revoke
            </button>
            <button type="button" onClick={close}>
              Back
            </button>
          </div>
        </Dialog>
      )}
    </ul>
  );
}
