/** Which runs are listed, and a way to one by its id. */
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { RUN_STATUSES, type RunStatus } from '../../../shared/domain/run.ts';
import { runPath } from '../paths.ts';
import { useSession } from '../session.tsx';
import { statusLook } from '../status-words.ts';
import { useCommand } from '../use-keyboard.ts';

interface RunFiltersProps {
  workflow: string;
  status: RunStatus | undefined;
  onWorkflow(workflow: string): void;
  onStatus(status: RunStatus | undefined): void;
}

export function RunFilters({ workflow, status, onWorkflow, onStatus }: RunFiltersProps) {
  const { config } = useSession();
  const [, navigate] = useLocation();
  const [runId, setRunId] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const list = useId();
  useCommand('search', () => search.current?.focus());
  const open = (event: SubmitEvent) => {
    event.preventDefault();
    if (runId.trim()) navigate(runPath(runId.trim()));
  };
  return (
    <div className="filters">
      <label>
        Workflow
        <input
          type="text"
          value={workflow}
          list={list}
          placeholder="all"
          autoComplete="off"
          onChange={({ target }) => onWorkflow(target.value)}
        />
        <datalist id={list}>
          {config.demo?.map((one) => (
            <option key={one.workflow} value={one.workflow} />
          ))}
        </datalist>
      </label>
      <label>
        Status
        <select
          value={status ?? ''}
          onChange={({ target }) => onStatus(RUN_STATUSES.find((one) => one === target.value))}
        >
          <option value="">all</option>
          {RUN_STATUSES.map((one) => (
            <option key={one} value={one}>
              {statusLook(one).words}
            </option>
          ))}
        </select>
      </label>
      <form className="filters-id" onSubmit={open}>
        <label>
          Run id
          <input
            ref={search}
            type="search"
            value={runId}
            placeholder="the whole id"
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setRunId(target.value)}
          />
        </label>
        <button type="submit">Open</button>
      </form>
    </div>
  );
}
