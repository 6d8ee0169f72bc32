/** What every part of the page needs: the config, who uses it, and the interface. */
import { createContext, use, useSyncExternalStore } from 'react';
import type { Api } from './api.ts';
import type { Config } from './config.ts';
import type { Connection } from './connection.ts';
import type { Person, SignIn } from './sign-in/sign-in.ts';

export interface Session {
  config: Config;
  signIn: SignIn;
  api: Api;
  connection: Connection;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('Nothing of the page stands outside of its session.');
  return session;
}

export const usePerson = (): Person | undefined => {
  const { signIn } = useSession();
  return useSyncExternalStore(signIn.onChange, signIn.who);
};
