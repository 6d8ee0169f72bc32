/**
 * What people do on the page: each act is sent, and what it changed is read anew.
 *
 * What is to happen whatever becomes of the form is given to the hook (`onDone`): what is given to `mutate` is dropped where what
 * was read anew has taken the form away.
 */
import { type QueryClient, useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApprovalView } from '../../shared/domain/approval-view.ts';
import type { Action } from '../../shared/domain/decision.ts';
import type { DelegationView } from '../../shared/domain/delegation.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { RunView } from '../../shared/domain/run-view.ts';
import type { UndeliveredView } from '../../shared/domain/undelivered-view.ts';
import { approvalPath, idOf, type Ref, runPath } from './paths.ts';
import type { Outcome } from './selection.ts';
import { useSession } from './session.tsx';

/** A decision as it is sent; always with the digest of what was shown. */
export interface DecisionBody {
  action: Action;
  digest: string;
  value?: unknown;
  originalValue?: unknown;
  editedValue?: unknown;
  reason?: string;
  comment?: string;
}

const reread = (client: QueryClient, ...keys: string[]) =>
  Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));

/** What an act on an approval may have changed, also where it was refused: then somebody was faster. */
const ABOUT_APPROVALS = ['approval', 'explanation', 'approvals', 'run', 'runs'];

const actOn = (ref: Ref) => ['act', idOf(ref)];

/** True while an act on the approval is sent, or what it changed is read. */
export const useIsActing = (ref: Ref): boolean => useIsMutating({ mutationKey: actOn(ref) }) > 0;

export function useDecide(ref: Ref, onDone: (receipt: Receipt) => void) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationKey: actOn(ref),
    mutationFn: (body: DecisionBody) => request<Receipt>('POST', `${approvalPath(ref)}/decision`, body),
    onSuccess: onDone,
    onSettled: () => reread(client, ...ABOUT_APPROVALS),
  });
}

export type ApprovalAct =
  | { verb: 'comment'; body: { text: string } }
  | { verb: 'reassign'; body: { to: string[]; reason: string } }
  | { verb: 'withdraw'; body: { reason?: string } };

export function useAct(ref: Ref, onDone: (approval: ApprovalView) => void) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationKey: actOn(ref),
    mutationFn: ({ verb, body }: ApprovalAct) => request<ApprovalView>('POST', `${approvalPath(ref)}/${verb}`, body),
    onSuccess: onDone,
    onSettled: () => reread(client, ...ABOUT_APPROVALS),
  });
}

/** As many as the interface takes in one request. */
const MOST_AT_ONCE = 100;

export function useDecideMany(onDone: (outcomes: Outcome[]) => void) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (decisions: (Ref & DecisionBody)[]) => {
      const outcomes: Outcome[] = [];
      for (let at = 0; at < decisions.length; at += MOST_AT_ONCE) {
        const body = { decisions: decisions.slice(at, at + MOST_AT_ONCE) };
        outcomes.push(...(await request<{ items: Outcome[] }>('POST', '/decisions', body)).items);
      }
      return outcomes;
    },
    onSuccess: onDone,
    onSettled: () => reread(client, ...ABOUT_APPROVALS),
  });
}

export type RunVerb = 'retry' | 'resume' | 'cancel';

export function useOperate(runId: string) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: RunVerb) => request<RunView>('POST', `${runPath(runId)}/${verb}`),
    onSettled: () => reread(client, ...ABOUT_APPROVALS),
  });
}

/** Has a notice that reached nobody tried again. */
export function useRetryNotice() {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<UndeliveredView>('POST', `/undelivered/${encodeURIComponent(id)}/retry`),
    onSettled: () => reread(client, 'undelivered', 'approval'),
  });
}

export function useStart() {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { workflow: string; input: unknown; startedBy?: string }) =>
      request<RunView>('POST', '/runs', body),
    onSettled: () => reread(client, 'approvals', 'runs'),
  });
}

export interface DelegationBody {
  to: string;
  until: string;
  since?: string;
  reason?: string;
}

export function useDelegate(onDone: (delegation: DelegationView) => void) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DelegationBody) => request<DelegationView>('POST', '/delegations', body),
    onSuccess: onDone,
    onSettled: () => reread(client, 'delegations', 'explanation'),
  });
}

export function useRevoke(onDone: (delegation: DelegationView) => void) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<DelegationView>('DELETE', `/delegations/${encodeURIComponent(id)}`),
    onSuccess: onDone,
    onSettled: () => reread(client, 'delegations', 'explanation'),
  });
}
