/** Sends people to their provider, and says what went wrong where they came back without a name. */
import { useState } from 'react';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useSession } from '../session.tsx';

export function OidcEntrance() {
  const { signIn } = useSession();
  const [error, setError] = useState<unknown>(signIn.fault);
  const [leaving, setLeaving] = useState(false);
  const leave = () => {
    setLeaving(true);
    setError(undefined);
    signIn.signIn().catch((cause: unknown) => {
      setError(cause);
      setLeaving(false);
    });
  };
  return (
    <>
      <h2>Sign in</h2>
      <p className="quiet">You are sent to your organisation’s sign-in, and come back here.</p>
      <ProblemNote error={error} />
      <button type="button" className="primary" disabled={leaving} onClick={leave}>
        {leaving ? 'On the way …' : 'Sign in'}
      </button>
    </>
  );
}
