/** Says how far a long list is. */

/** So many at least lie between two lines. */
const EVERY = 1_000;

/** Prints a line on the standard error output after each thousand. */
export function createProgress(what: string): { at(count: number): void } {
  let said = 0;
  return {
    at(count) {
      if (count < said + EVERY) return;
      said = count;
      process.stderr.write(`${count} ${what} …\n`);
    },
  };
}
