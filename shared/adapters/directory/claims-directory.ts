/** No directory: what tokens prove is all that is known of anybody. */
import type { Directory } from '../../ports/directory.ts';

export const createClaimsDirectory = (): Directory => ({
  resolve: async (actor) => actor,
  members: async () => undefined,
});
