/** How the inbox signs people in, from what is said of it and of the issuer. */
import { asList } from './as-list.ts';
import type { CountersignProps, InboxProps } from './countersign-props.ts';

export interface InboxTerms extends InboxProps {
  readonly issuer: string;
  readonly clientId: string;
}

/** Undefined where there is no inbox: nobody signs in, or it is left out. Throws where nobody says as which client. */
export function inboxOf({ auth, inbox = true }: Pick<CountersignProps, 'auth' | 'inbox'>): InboxTerms | undefined {
  const jwt = auth?.jwt;
  if (!jwt || inbox === false) return undefined;
  const terms = inbox === true ? {} : inbox;
  const audience = asList(jwt.audience);
  // Most issuers name in a token the client that it was issued to.
  const clientId = terms.clientId ?? (audience.length === 1 ? audience[0] : undefined);
  if (clientId === undefined)
    throw new Error(
      'inbox.clientId is missing: auth.jwt.audience are several, and the inbox signs people in as one client. Or leave it out: inbox: false.',
    );
  return { ...terms, issuer: jwt.issuer, clientId };
}
