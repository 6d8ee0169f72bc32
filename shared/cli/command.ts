/** What every command of `countersign` is: a verb, its own help, and the code that it ends with. */

export interface Command {
  /** How it is called, after `countersign`. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly summary: string;
  readonly help: string;
  /** Runs it with what follows the verb; gives the exit code. What it throws is said in words, and ends with `UNUSABLE`. */
  run(args: readonly string[]): Promise<number>;
}

/** Codes that a command ends with. */
export const FINE = 0;
/** It is not so, or the system refuses. */
export const REFUSED = 1;
/** The command cannot be understood, a file cannot be read, or nothing answers. */
export const UNUSABLE = 2;

export const HELP_OPTION = { help: { type: 'boolean', short: 'h' } } as const;

export const print = (text: string): void => {
  process.stdout.write(text);
};
