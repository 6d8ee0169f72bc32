/** What a run has asked so far, each with how it stands. */
import { Link } from 'wouter';
import { byWhom } from '../../../shared/domain/picture-words.ts';
import type { RunView } from '../../../shared/domain/run-view.ts';
import { approvalPath } from '../paths.ts';
import { Section } from './section.tsx';
import { Status } from './status.tsx';

export function ApprovalsOfRun({ run: { runId, timeline = [] } }: { run: RunView }) {
  const approvals = timeline.filter(({ kind, status }) => kind === 'approval' && status !== 'superseded');
  if (approvals.length === 0) return null;
  return (
    <Section title="Approvals">
      <ul className="plain waits">
        {approvals.map((approval) => {
          const { key, title, status } = approval;
          return (
            <li key={key}>
              <Status status={status} /> <Link href={approvalPath({ runId, key })}>{title ?? key}</Link>
              <span className="quiet">{byWhom(approval)}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
