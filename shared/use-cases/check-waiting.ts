/** Finds the waiting runs that the present code could not go on with, before it is deployed. */
import type { RunError, WaitingRun } from '../domain/run.ts';
import { type Checker, checkRun } from './check-run.ts';

/** A run that could not go on, and why. */
export interface Finding
  extends Pick<RunError, 'code' | 'message'>,
    Pick<WaitingRun, 'runId' | 'workflow' | 'version'> {}

export interface Checked {
  /** How many runs wait, and were tried. */
  checked: number;
  findings: Finding[];
}

const PAGE = 100;

/** Tries every waiting run, and changes none. `onPage` is told how many were tried so far. */
export async function checkWaiting(checker: Checker, onPage: (checked: number) => void = () => {}): Promise<Checked> {
  const sofar: Checked = { checked: 0, findings: [] };
  let cursor: string | undefined;
  do {
    const page = await checker.runs.list({ status: 'waiting' }, { limit: PAGE, cursor });
    for (const run of page.items) {
      if (run.status !== 'waiting') continue;
      sofar.checked++;
      const problem = await checkRun(checker, run);
      const { runId, workflow, version } = run;
      if (problem) sofar.findings.push({ runId, workflow, version, code: problem.code, message: problem.message });
    }
    onPage(sofar.checked);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return sofar;
}
