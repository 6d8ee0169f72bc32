/** Who uses the page, and how to be somebody else. */
import { usePerson, useSession } from '../session.tsx';

export function WhoMenu() {
  const { signIn } = useSession();
  const person = usePerson();
  return (
    <div className="who">
      <span className="who-name" title={person?.id}>
        <span className="sr-only">You are </span>
        {person?.id}
      </span>
      <button type="button" className="small" onClick={() => void signIn.signOut()}>
        {signIn.kind === 'local' ? 'Switch' : 'Sign out'}
      </button>
    </div>
  );
}
