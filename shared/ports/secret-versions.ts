/** The versions of the secret that keys follow from, as whoever rotates it works with them. */

/** Which version is in use, and which is being made; both are one once it was put to use. */
export interface Staged {
  /** False where the secret is not to be rotated. */
  readonly rotates: boolean;
  readonly current?: string | undefined;
  readonly pending?: string | undefined;
}

export interface SecretVersions {
  staged(): Promise<Staged>;
  /** The texts in use, the present one first. */
  texts(): Promise<string[]>;
  /** The text of the version that is being made; undefined where it has none yet. */
  pendingText(version: string): Promise<string | undefined>;
  /** Gives the version that is being made its text. One that has a text keeps it. */
  keep(version: string, text: string): Promise<void>;
  /** Puts the version to use in place of the other, which is the one before from then on. */
  putToUse(version: string, inPlaceOf: string | undefined): Promise<void>;
}
