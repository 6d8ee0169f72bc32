/** Warns that somebody who is asked may not know it. */
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { Icon } from './icon.tsx';
import { Time } from './time.tsx';

export function UnseenWarning({ approval }: { approval: ApprovalView }) {
  const unseen = approval.possiblyUnseen ?? [];
  if (unseen.length === 0) return null;
  return (
    <section className="note tone-warn" aria-label="Possibly unseen">
      <Icon name="alert" />
      <div>
        <p>
          <b>Some of those who are asked may not know it.</b>
        </p>
        <ul className="plain">
          {unseen.map(({ channel, to, why, at }) => (
            <li key={`${channel} ${to} ${at}`}>
              {to} by {channel}: {why} · <Time at={at} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
