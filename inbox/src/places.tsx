/** Which place the address names. */
import { Route, Switch } from 'wouter';
import { DelegationsPage } from './pages/delegations-page.tsx';
import { InboxPage } from './pages/inbox-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { RunPage } from './pages/run-page.tsx';
import { RunsPage } from './pages/runs-page.tsx';
import { StartPage } from './pages/start-page.tsx';
import { UndeliveredPage } from './pages/undelivered-page.tsx';
import { decoded } from './paths.ts';

const INBOX = /^\/(approvals\/[^/]+\/[^/]+)?\/?$/;

export function Places() {
  return (
    <Switch>
      <Route path={INBOX}>
        <InboxPage />
      </Route>
      <Route path="/runs">
        <RunsPage />
      </Route>
      <Route path="/runs/:runId">{({ runId }) => <RunPage key={runId} runId={decoded(runId)} />}</Route>
      <Route path="/delegations">
        <DelegationsPage />
      </Route>
      <Route path="/undelivered">
        <UndeliveredPage />
      </Route>
      <Route path="/start">
        <StartPage />
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}
