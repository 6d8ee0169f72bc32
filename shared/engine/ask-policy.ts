/** What a workflow says of who decides an approval, checked so that it can be decided at all. */
import type { Ask } from '../domain/approval.ts';
import { Action } from '../domain/decision.ts';
import { groupNamed, isPerson } from '../domain/group.ts';
import { goesByVotes, LeastProof, namedIn, neededOf, type Policy, type Quorum, Separated } from '../domain/policy.ts';
import { names, unsound } from './unsound.ts';

/** Who is asked, who may decide, and how many it takes. */
export interface PolicyOptions {
  /** Who is asked: e-mail addresses or groups (a name without `@` or `:`, or `group:name`). Default: anyone who is known. */
  assignee?: string | string[];
  /** Who may decide. Default: who is asked. */
  approvers?: string | string[];
  /** How many yes win (`approvals`), and how many no lose (`rejections`, default 1: a veto). Each person has one vote. Default: the first decides. */
  quorum?: Quorum;
  /**
   * Who may not decide, though they are named: `requester`, whoever started the run; `editor`, whoever edited what is to be
   * decided, so that an edit needs somebody else's yes.
   */
  separation?: Separated[];
  /** The weakest proof of who acts that is taken (default `any`). */
  proof?: LeastProof;
  /** Which actions are taken (default: all four). */
  allow?: Action[];
}

/** What is kept of it. */
export type AskPolicy = Pick<Ask, 'assignee' | 'approvers' | 'quorum' | 'separation' | 'proof' | 'allow'>;

/** What is kept of the policy. `invalid-approval` names the option by which it could never be decided as it says. */
export function policyOf(key: string, options: PolicyOptions): AskPolicy {
  const { quorum, separation, proof, allow } = options;
  const policy: AskPolicy = {
    assignee: names(key, 'assignee', options.assignee) ?? [],
    ...(options.approvers !== undefined && { approvers: names(key, 'approvers', options.approvers) ?? [] }),
    ...(allow && { allow: oneOf(key, 'allow', Action.options, allow) }),
    ...(quorum && { quorum: quorumOf(key, quorum) }),
    ...(separation &&
      separation.length > 0 && {
        separation: oneOf(key, 'separation', Separated.options, separation),
      }),
    ...(proof !== undefined && proof !== 'any' && { proof: oneOf(key, 'proof', LeastProof.options, [proof])[0] }),
  };
  if (allow && !allow.includes('approve') && goesByVotes(policy))
    throw unsound(key, 'allow leaves out approve, and it takes votes; nobody could ever say yes.');
  if (allow && !allow.includes('approve') && !allow.includes('edit'))
    throw unsound(key, 'allow takes neither approve nor edit; nobody could ever say yes.');
  refuseTooFew(key, policy, namedIn(policy).every(isPerson) ? namedIn(policy) : undefined);
  return policy;
}

function oneOf<T extends string>(key: string, option: string, known: readonly T[], said: readonly T[]): T[] {
  if (!Array.isArray(said)) throw unsound(key, `${option} must be a list of ${known.join(', ')}.`);
  const wrong = said.find((one) => !known.includes(one));
  if (wrong !== undefined) throw unsound(key, `${option} "${wrong}" must be one of ${known.join(', ')}.`);
  return [...said];
}

function quorumOf(key: string, { approvals, rejections, ...more }: Quorum): Quorum {
  for (const [name, count] of Object.entries({ approvals, rejections: rejections ?? 1 }))
    if (!Number.isInteger(count) || count < 1 || count > MOST_VOTES)
      throw unsound(key, `quorum.${name} of ${count} must be a whole number from 1 to ${MOST_VOTES}.`);
  const [other] = Object.keys(more);
  if (other !== undefined) throw unsound(key, `quorum.${other} means nothing; a quorum has approvals and rejections.`);
  return { approvals, ...(rejections !== undefined && { rejections }) };
}

/** More votes than this would not fit beside what is asked. */
const MOST_VOTES = 50;

/** `invalid-approval` where fewer may decide than it takes. `people` are all of them, where they are known; nobody named means anybody. */
export function refuseTooFew(key: string, policy: Policy, people: readonly string[] | undefined): void {
  const { approvals, rejections } = neededOf(policy);
  if (!people || namedIn(policy).length === 0) return;
  const all = new Set(people).size;
  for (const [name, count] of [
    ['approvals', approvals],
    ['rejections', rejections],
  ] as const)
    if (count > Math.max(all, 1))
      throw unsound(key, `quorum.${name} of ${count} is more than the ${all} who may decide.`);
  if (!policy.separation) return;
  const isRequester = policy.separation.includes('requester');
  const left = new Set(people.filter((person) => !isRequester || person !== policy.requestedBy)).size;
  if (left < approvals)
    throw unsound(
      key,
      `separation leaves ${left} who may decide, and it takes ${approvals}; ${policy.requestedBy} asked for it.`,
    );
  if (policy.separation.includes('editor') && all < approvals + 1 && (policy.allow ?? ['edit']).includes('edit'))
    throw unsound(
      key,
      `separation leaves ${all - 1} who may decide once one of the ${all} has edited, and it takes ${approvals}. Name more, or leave edit out of allow.`,
    );
}

/** The groups that a policy counts on, where it matters how many people there are; none where all are named, or nobody is. */
export const groupsToCount = (policy: Policy): string[] =>
  policy.quorum || policy.separation ? namedIn(policy).flatMap((name) => groupNamed(name) ?? []) : [];
