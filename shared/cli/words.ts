/** What is said of an error that ends a command. */

/** Its message; with what to do about it, where AWS cannot be asked at all. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if (message === 'Region is missing') return 'AWS is not said which region: set AWS_REGION, or AWS_PROFILE.';
  const isUnknown = name === 'CredentialsProviderError' || name === 'TokenProviderError';
  return isUnknown ? `AWS is not said who asks: sign in, or set AWS_PROFILE. (${message})` : message;
}
