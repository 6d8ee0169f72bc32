/** One approval: what is asked, what one may do, why, and what happened so far. */
import { DecidePanel } from '../decide/decide-panel.tsx';
import type { Mode } from '../decide/modes.ts';
import { useLiveQueries } from '../live.ts';
import { ApprovalFacts } from '../parts/approval-facts.tsx';
import { Due } from '../parts/due.tsx';
import { Explain } from '../parts/explain.tsx';
import { Facts } from '../parts/facts.tsx';
import { History } from '../parts/history.tsx';
import { Failed, Loading } from '../parts/load-states.tsx';
import { Section } from '../parts/section.tsx';
import { Status } from '../parts/status.tsx';
import { TimelineOfRun } from '../parts/timeline-of-run.tsx';
import { UnseenWarning } from '../parts/unseen-warning.tsx';
import { Unsent } from '../parts/unsent.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { Votes } from '../parts/votes.tsx';
import { idOf, type Ref } from '../paths.ts';
import { useApproval, useExplanation } from '../queries.ts';
import { useTitle } from '../use-title.ts';

interface ApprovalPaneProps {
  approvalRef: Ref;
  mode: Mode | undefined;
  onMode(mode: Mode | undefined): void;
}

export function ApprovalPane({ approvalRef, mode, onMode }: ApprovalPaneProps) {
  useLiveQueries({ approval: idOf(approvalRef) }, ['approval', 'explanation', 'run']);
  const { data: approval, error, refetch } = useApproval(approvalRef);
  const explanation = useExplanation(approvalRef);
  useTitle(approval?.title ?? 'Approval');
  if (!approval)
    return (
      <>
        <h1 className="sr-only">Approval</h1>
        {error ? <Failed error={error} retry={refetch} /> : <Loading what="the approval" lines={6} />}
      </>
    );
  const { title, status, details, pendingArgs, proposed, votes, decision, expiresAt, history } = approval;
  const isOpen = status === 'pending';
  const isPlain = proposed !== undefined && JSON.stringify(proposed) === JSON.stringify(pendingArgs ?? details);
  return (
    <article className="approval" aria-label={title}>
      <header>
        <p className="overline">
          <Status status={status} />
          {isOpen && <Due at={expiresAt} />}
        </p>
        <h1>{title}</h1>
      </header>
      {isOpen && <UnseenWarning approval={approval} />}
      {decision && <Verdict decision={decision} />}
      {!isOpen && <Unsent approval={approval} />}
      {details !== undefined && (
        <Section title="Details">
          <Facts value={details} />
        </Section>
      )}
      {pendingArgs !== undefined && (
        <Section title="What would be done">
          <Facts value={pendingArgs} />
        </Section>
      )}
      {proposed !== undefined && !isPlain && isOpen && (
        <Section title="Proposed">
          <Facts value={proposed} />
        </Section>
      )}
      {votes && (
        <Section title="Votes">
          <Votes votes={votes} />
        </Section>
      )}
      {isOpen && explanation.data && (
        <DecidePanel approval={approval} explanation={explanation.data} mode={mode} onMode={onMode} />
      )}
      {isOpen && !explanation.data && explanation.error && (
        <Failed error={explanation.error} retry={explanation.refetch} />
      )}
      {explanation.data && (
        <Section title="About this approval">
          <Explain explanation={explanation.data} />
        </Section>
      )}
      <ApprovalFacts approval={approval} />
      <Section title="History">
        <History entries={history} />
      </Section>
      <Section title="Its run">
        <TimelineOfRun runId={approval.runId} />
      </Section>
    </article>
  );
}
