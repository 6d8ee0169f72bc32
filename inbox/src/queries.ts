/** What the page reads, and how old it may be. */
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import type { ApprovalView } from '../../shared/domain/approval-view.ts';
import type { DelegationView } from '../../shared/domain/delegation.ts';
import type { Explanation } from '../../shared/domain/explanation.ts';
import type { RunStatus } from '../../shared/domain/run.ts';
import type { RunView } from '../../shared/domain/run-view.ts';
import type { UndeliveredView } from '../../shared/domain/undelivered-view.ts';
import { approvalPath, type Ref, runPath } from './paths.ts';
import { usePerson, useSession } from './session.tsx';

/** How many are looked through for one page of a list: those that do not fit its filter count as well. */
export const PAGE = 50;

interface Page<T> {
  items: T[];
  cursor?: string;
}

const queryOf = (fields: Record<string, string | undefined>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value) query.set(name, value);
  const text = query.toString();
  return text && `?${text}`;
};

/** A list that grows by a page at a time. What is shown depends on who looks. */
function usePages<T>(key: string, path: string, fields: Record<string, string | undefined> = {}) {
  const { request } = useSession();
  const person = usePerson()?.id;
  const query = useInfiniteQuery({
    queryKey: [key, person, fields],
    queryFn: ({ pageParam }) =>
      request<Page<T>>('GET', `${path}${queryOf({ ...fields, limit: `${PAGE}`, cursor: pageParam })}`),
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined, // no value has the type of the later ones
    getNextPageParam: ({ cursor }) => cursor,
  });
  return { ...query, items: query.data?.pages.flatMap(({ items }) => items) };
}

export const useApprovals = () => usePages<ApprovalView>('approvals', '/approvals');

export interface RunFilter {
  workflow?: string | undefined;
  status?: RunStatus | undefined;
}

export const useRuns = (filter: RunFilter) => usePages<RunView>('runs', '/runs', { ...filter });

export const useUndelivered = () => usePages<UndeliveredView>('undelivered', '/undelivered');

export function useApproval(ref: Ref) {
  const { request } = useSession();
  return useQuery({
    queryKey: ['approval', ref.runId, ref.key, usePerson()?.id],
    queryFn: () => request<ApprovalView>('GET', approvalPath(ref)),
  });
}

export function useExplanation(ref: Ref) {
  const { request } = useSession();
  return useQuery({
    queryKey: ['explanation', ref.runId, ref.key, usePerson()?.id],
    queryFn: () => request<Explanation>('GET', `${approvalPath(ref)}/explain`),
  });
}

/** Of each, in order; undefined where it is not known. Read once: many at a time are not read anew with every change. */
export function useExplanationsOnce(refs: readonly Ref[]): (Explanation | undefined)[] {
  const { request } = useSession();
  const person = usePerson()?.id;
  const queries = refs.map((ref) => ({
    queryKey: ['explained once', ref.runId, ref.key, person],
    queryFn: () => request<Explanation>('GET', `${approvalPath(ref)}/explain`),
    gcTime: 0,
    refetchOnWindowFocus: false,
  }));
  return useQueries({ queries }).map(({ data }) => data);
}

export function useRun(runId: string) {
  const { request } = useSession();
  return useQuery({
    queryKey: ['run', runId, usePerson()?.id],
    queryFn: () => request<RunView>('GET', runPath(runId)),
    // A run that is at work tells nothing until it rests: look again soon.
    refetchInterval: ({ state: { data } }) => (data?.status === 'running' ? 1_500 : false),
  });
}

export function useDelegations() {
  const { request } = useSession();
  const person = usePerson()?.id;
  return useQuery({
    queryKey: ['delegations', person],
    queryFn: () => request<{ items: DelegationView[] }>('GET', '/delegations'),
  });
}
