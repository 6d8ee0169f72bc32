/** Who uses the page, and how the system is shown it. */

export interface Person {
  /** The name that they decide under. */
  id: string;
}

export interface SignIn {
  readonly kind: 'local' | 'oidc';
  /** Undefined until somebody has signed in. */
  who(): Person | undefined;
  /** What the system is shown; undefined where it takes people at their word. */
  token(): Promise<string | undefined>;
  /** Locally with the name that was chosen. */
  signIn(id?: string): Promise<void>;
  signOut(): Promise<void>;
  /** Why the last sign-in came to nothing. */
  readonly fault?: Error | undefined;
  onChange(listener: () => void): () => void;
}
