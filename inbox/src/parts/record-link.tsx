/** Hands out the signed record of a run, as a file. */
import { useState } from 'react';
import { runPath } from '../paths.ts';
import { useSession } from '../session.tsx';
import { ProblemNote } from './problem-note.tsx';

export function RecordLink({ runId }: { runId: string }) {
  const { request } = useSession();
  const [error, setError] = useState<unknown>();
  const download = async () => {
    setError(undefined);
    try {
      const record = await request<unknown>('GET', `${runPath(runId)}/record`);
      const address = URL.createObjectURL(new Blob([JSON.stringify(record)], { type: 'application/json' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${runId}.record.json`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <>
      <p className="quiet">
        What the run did and what became of everything that it asked, signed. <code>countersign verify</code> checks it.
      </p>
      <button type="button" onClick={download}>
        Download the record
      </button>
      <ProblemNote error={error} />
    </>
  );
}
