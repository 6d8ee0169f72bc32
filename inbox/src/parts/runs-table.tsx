/** Runs as a table; on a phone each row is a card. */
import { Link } from 'wouter';
import type { RunView } from '../../../shared/domain/run-view.ts';
import { runPath } from '../paths.ts';
import { Status } from './status.tsx';
import { Time } from './time.tsx';

export function RunsTable({ runs }: { runs: readonly RunView[] }) {
  return (
    <table className="runs">
      <caption className="sr-only">Runs, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">Workflow</th>
          <th scope="col">Status</th>
          <th scope="col">What it came to</th>
          <th scope="col">Last change</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.runId}>
            <th scope="row">
              <Link href={runPath(run.runId)}>{run.runId}</Link>
            </th>
            <td>
              {run.workflow} <span className="quiet">{run.version}</span>
            </td>
            <td>
              <Status status={run.status} />
            </td>
            <td>
              <div className="runs-outcome">{outcomeOf(run)}</div>
            </td>
            <td>
              <Time at={run.updatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function outcomeOf({ status, waitingFor, result, error }: RunView): string {
  if (error) return error.message;
  if (status === 'waiting')
    return waitingFor.map(({ title, key, assignee = [] }) => `${title ?? key}: ${assignee.join(', ')}`).join('; ');
  return result === undefined ? '' : typeof result === 'string' ? result : JSON.stringify(result);
}
