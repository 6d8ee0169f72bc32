/** Starts demo runs, where the system offers them. */
import { useState } from 'react';
import { Empty } from '../parts/load-states.tsx';
import { StartForm } from '../parts/start-form.tsx';
import { useSession } from '../session.tsx';
import { useTitle } from '../use-title.ts';

export function StartPage() {
  const { config } = useSession();
  const demos = config.demo ?? [];
  const [chosen, setChosen] = useState(demos[0]?.workflow);
  const demo = demos.find(({ workflow }) => workflow === chosen);
  useTitle('Start a run');
  return (
    <div className="page">
      <h1>Start a run</h1>
      {demos.length === 0 && (
        <Empty icon="play" title="Runs are not started from this page">
          Systems start them: by an event, by <code>POST /runs</code>, or by the start function.
        </Empty>
      )}
      {demos.length > 0 && (
        <fieldset className="choices">
          <legend>Workflow</legend>
          {demos.map(({ workflow, title }) => (
            <label key={workflow}>
              <input
                type="radio"
                name="workflow"
                value={workflow}
                checked={workflow === chosen}
                onChange={() => setChosen(workflow)}
              />
              {title}
            </label>
          ))}
        </fieldset>
      )}
      {demo && <StartForm key={demo.workflow} demo={demo} />}
    </div>
  );
}
