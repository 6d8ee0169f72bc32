/** A request that was refused, with the problem that says why. */
import * as z from 'zod/mini';

const Decision = z.looseObject({ by: z.string(), at: z.string(), status: z.string(), reason: z.optional(z.string()) });

const Problem = z.looseObject({
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  /** The decision that was there first. */
  decision: z.optional(Decision),
  /** The digest of what is asked now. */
  digest: z.optional(z.string()),
  /** The runs that a bare key could mean. */
  runs: z.optional(z.array(z.string())),
});
/** Why a request was refused (RFC 9457), with its stable `code` (docs/errors.md). */
export type Problem = z.infer<typeof Problem>;

/**
 * What `request` throws where it was refused: the problem that was answered, or `offline` as its code where nobody answered.
 *
 * @example
 * try {
 *   await request('POST', path, { action: 'approve' });
 * } catch (error) {
 *   if (error instanceof ProblemError && error.problem.decision) show(`${error.problem.decision.by} was first.`);
 * }
 */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The problem in an answer's body, or what can be told without one. */
export const problemIn = (body: unknown, status: number): Problem =>
  Problem.safeParse(body).data ?? {
    ...{ title: 'The service did not answer as expected', status, code: 'internal' },
    detail: `The service answered with ${status}, and not as this page expects. Try again.`,
  };

/** Nobody answered. */
export const offlineProblem: Problem = {
  ...{ title: 'The service cannot be reached', status: 0, code: 'offline' },
  detail: 'The service cannot be reached. Nothing was changed, as far as this page knows; try again.',
};

/** The problem that an error tells of. */
export const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError ? error.problem : { ...offlineProblem, detail: String(error) };
