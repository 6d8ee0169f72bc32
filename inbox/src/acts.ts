/** What people do on the page: each act is sent, and what it changed is read anew. */
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApprovalView } from '../../shared/domain/approval-view.ts';
import type { Action } from '../../shared/domain/decision.ts';
import type { DelegationView } from '../../shared/domain/delegation.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { RunView } from '../../shared/domain/run-view.ts';
import type { UndeliveredView } from '../../shared/domain/undelivered-view.ts';
import { approvalPath, type Ref, runPath } from './paths.ts';
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

export function useDecide(ref: Ref) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DecisionBody) => request<Receipt>('POST', `${approvalPath(ref)}/decision`, body),
    onSettled: () => reread(client, ...ABOUT_APPROVALS),
  });
}

export type ApprovalAct =
  | { verb: 'comment'; body: { text: string } }
  | { verb: 'reassign'; body: { to: string[]; reason: string } }
  | { verb: 'withdraw'; body: { reason?: string } };

export function useAct(ref: Ref) {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, body }: ApprovalAct) => request<ApprovalView>('POST', `${approvalPath(ref)}/${verb}`, body),
    onSettled: () => reread(client, ...ABOUT_APPROVALS),
  });
}

/** As many as the interface takes in one request. */
const MOST_AT_ONCE = 100;

export function useDecideMany() {
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

export function useDelegate() {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DelegationBody) => request<DelegationView>('POST', '/delegations', body),
    onSettled: () => reread(client, 'delegations', 'explanation'),
  });
}

export function useRevoke() {
  const { request } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<DelegationView>('DELETE', `/delegations/${encodeURIComponent(id)}`),
    onSettled: () => reread(client, 'delegations', 'explanation'),
  });
}
