/** What a run waits for: whom, for how long so far, until when. */
import { Link } from 'wouter';
import type { Waiting } from '../../../shared/domain/run-view.ts';
import { approvalPath } from '../paths.ts';
import { Due } from './due.tsx';
import { Section } from './section.tsx';
import { Lasting, Moment } from './time.tsx';

export function WaitingFor({ runId, waits }: { runId: string; waits: readonly Waiting[] }) {
  return (
    <Section title="Waits for">
      <ul className="plain waits">
        {waits.map(({ kind, key, title, assignee = [], since, expiresAt, until }) => (
          <li key={key}>
            {kind === 'approval' ? (
              <>
                <Link href={approvalPath({ runId, key })}>{title ?? key}</Link> of{' '}
                <b>{assignee.join(', ') || 'anybody'}</b>
              </>
            ) : (
              <span>
                time, at <code>{key}</code>
              </span>
            )}
            ,{' '}
            <span className="quiet">
              <Lasting since={since} />
            </span>
            {until ? (
              <>
                , until <Moment at={until} />
              </>
            ) : (
              kind === 'approval' && (
                <>
                  , <Due at={expiresAt} />
                </>
              )
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
