/** Sign-in by an OpenID provider: the code flow with PKCE; tokens live as long as the tab, and are renewed by refresh token. */
import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { personNamed } from '../../../shared/domain/group.ts';
import type { OidcConfig } from '../config.ts';
import type { Person, SignIn } from './sign-in.ts';

/** Reads the answer of the provider where the address has one; then the address is that of the place where one was. */
export async function createOidcSignIn({ authority, clientId, scope, token: kind }: OidcConfig): Promise<SignIn> {
  const here = new URL(window.location.pathname, window.location.origin).href;
  const store = new WebStorageStateStore({ store: sessionStorage });
  const manager = new UserManager({
    authority,
    client_id: clientId,
    redirect_uri: here,
    post_logout_redirect_uri: here,
    response_type: 'code',
    scope,
    userStore: store,
    stateStore: store,
    automaticSilentRenew: true,
  });
  const listeners = new Set<() => void>();
  let user: User | null = null;
  let person: Person | undefined;
  let fault: Error | undefined;
  const become = (next: User | null) => {
    user = next;
    person = next ? { id: nameIn(next) } : undefined;
    for (const listener of listeners) listener();
  };
  manager.events.addUserLoaded(become);
  manager.events.addUserUnloaded(() => become(null));
  manager.events.addAccessTokenExpired(() => {
    fault = new Error('Your sign-in has ended. Sign in again; what you typed is kept.');
    void manager.removeUser();
  });

  const answer = new URLSearchParams(window.location.search);
  if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
    try {
      const back = await manager.signinRedirectCallback();
      become(back);
      window.history.replaceState(null, '', `${here}${placeIn(back.state)}`);
    } catch (error) {
      fault = new Error(`The sign-in did not work: ${error instanceof Error ? error.message : String(error)}`);
      window.history.replaceState(null, '', here);
    }
  } else {
    const kept = await manager.getUser();
    if (kept && !kept.expired) become(kept);
  }
  return {
    kind: 'oidc',
    who: () => person,
    token: async () => (kind === 'id' ? user?.id_token : user?.access_token),
    signIn: () => manager.signinRedirect({ state: { place: window.location.hash } }),
    async signOut() {
      const ends = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
      if (ends) await manager.signoutRedirect();
      else await manager.removeUser();
    },
    get fault() {
      return fault;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** As the system names them: by their e-mail address where the provider vouches for it. */
const nameIn = ({ profile: { email, email_verified: verified, sub } }: User): string =>
  personNamed(verified === false ? sub : (email ?? sub));

/** Where somebody was when they were sent to sign in. */
const placeIn = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'place' in state && typeof state.place === 'string' ? state.place : '';
