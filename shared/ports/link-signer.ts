/** Makes what nobody can make up: the authenticators in decision links, and in the forms of their pages. */

/** What an authenticator is for; one that is made for the one is never good for the other. */
export type LinkPurpose = 'link' | 'form';

/** Authenticates texts with keys that the stores do not have. */
export interface LinkSigner {
  /** An authenticator (MAC) of the text by the present key: 4 characters that name the key and 22 of it, as base64url. */
  mac(purpose: LinkPurpose, text: string): Promise<string>;
  /** True where one of the keys made this of the text for this purpose. Takes as long whatever is wrong with it. */
  matches(purpose: LinkPurpose, text: string, mac: string): Promise<boolean>;
}
