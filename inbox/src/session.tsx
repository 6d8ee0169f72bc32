/** What every part of the page needs: the config, who uses it, and the interface. */
import { CountersignProvider, useCountersign } from 'countersign/react';
import { createContext, type ReactNode, use, useMemo, useSyncExternalStore } from 'react';
import { type Request, reportedTo } from './api.ts';
import type { Config } from './config.ts';
import type { Connection } from './connection.ts';
import { fetchTimed } from './present.ts';
import type { Person, SignIn } from './sign-in/sign-in.ts';

export interface Surroundings {
  config: Config;
  signIn: SignIn;
  connection: Connection;
}

interface Session extends Surroundings {
  request: Request;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('Nothing of the page stands outside of its session.');
  return session;
}

export function usePerson(): Person | undefined {
  const { signIn } = useSession();
  return useSyncExternalStore(signIn.onChange, signIn.who);
}

export function SessionProvider({ children, ...surroundings }: Surroundings & { children: ReactNode }) {
  const { config, signIn } = surroundings;
  const person = useSyncExternalStore(signIn.onChange, signIn.who);
  return (
    <CountersignProvider
      url={config.url}
      streamUrl={config.streamUrl}
      getToken={signIn.token}
      actor={signIn.kind === 'local' ? person?.id : undefined}
      fetch={fetchTimed}
    >
      <WithRequests {...surroundings}>{children}</WithRequests>
    </CountersignProvider>
  );
}

function WithRequests({ children, config, signIn, connection }: Surroundings & { children: ReactNode }) {
  const { request } = useCountersign();
  const session = useMemo(
    () => ({ config, signIn, connection, request: reportedTo(connection, request) }),
    [config, signIn, connection, request],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}
