/** Before anything else: who uses the page. */
import { useSession } from '../session.tsx';
import { ChoosePerson } from './choose-person.tsx';
import { OidcEntrance } from './oidc-entrance.tsx';

export function SignInPage() {
  const { config, signIn } = useSession();
  return (
    <main className="alone">
      <h1>Countersign</h1>
      {config.auth.kind === 'local' ? (
        <ChoosePerson people={config.auth.people} onChoose={(id) => void signIn.signIn(id)} />
      ) : (
        <OidcEntrance />
      )}
    </main>
  );
}
