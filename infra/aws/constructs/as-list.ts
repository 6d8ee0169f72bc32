/** Takes one or several as a list. */

export const asList = (values: string | readonly string[] | undefined): string[] =>
  typeof values === 'string' ? [values] : [...(values ?? [])];
