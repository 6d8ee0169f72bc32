/** Performs one call on the real memory stores, filled with what the state holds. */
import { createMemoryApprovalStore } from '../../shared/adapters/memory/approval-store.ts';
import { createMemoryDelegationStore } from '../../shared/adapters/memory/delegation-store.ts';
import { createMemoryWorkflowStateStore } from '../../shared/adapters/memory/workflow-state-store.ts';
import type { Approval } from '../../shared/domain/approval.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Delegation } from '../../shared/domain/delegation.ts';
import type { EarlyDecision } from '../../shared/domain/early-decision.ts';
import type { Run, RunningRun } from '../../shared/domain/run.ts';
import type { Entry } from '../../shared/domain/snapshot.ts';
import { type Answer, type Call, RUN, type Stores } from './state.ts';

export interface Performed extends Stores {
  readonly answer: Answer;
  readonly changes: readonly Change[];
}

/** What the stores answer to the call, and what they hold then. */
export async function perform(kept: Stores, call: Pick<Call, 'on' | 'name' | 'args'>): Promise<Performed> {
  const { on, name, args } = call;
  const changes: Change[] = [];
  let fills = true;
  const onChange = (change: Change) => {
    if (!fills) changes.push(change);
  };
  const stores = {
    runs: createMemoryWorkflowStateStore({ onChange }),
    approvals: createMemoryApprovalStore({ onChange }),
    delegations: createMemoryDelegationStore(),
  };
  if (on === 'runs' && kept.run) await stores.runs.create(kept.run as RunningRun); // it keeps what it is given, also a run that has ended
  if (on === 'runs') for (const [page, entries] of kept.pages.entries()) await stores.runs.savePage(RUN, page, entries);
  if (on === 'approvals') for (const approval of kept.approvals.values()) await stores.approvals.ask(approval);
  if (on === 'approvals') for (const early of kept.early.values()) await stores.approvals.keepEarly(early);
  if (on === 'delegations') for (const delegation of kept.delegations) await stores.delegations.add(delegation);
  fills = false;
  const store: object = on === 'runs' ? stores.runs : on === 'delegations' ? stores.delegations : stores.approvals;
  const method: unknown = Reflect.get(store, name);
  if (typeof method !== 'function') throw new Error(`No store has ${on}.${name}.`);
  const answer: Answer = await Reflect.apply(method, store, args).then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  return { ...afterwards(kept, changes, pageIn(name, args)), ...peopleAfter(kept, call, answer), answer, changes };
}

const pageIn = (name: string, args: readonly unknown[]) =>
  name === 'savePage' ? { at: Number(args[1]), entries: args[2] as readonly Entry[] } : undefined;

/** What people said early, and whom they let decide, after the call. */
function peopleAfter(
  { early, delegations }: Stores,
  { name, args }: Pick<Call, 'name' | 'args'>,
  answer: Answer,
): Pick<Stores, 'early' | 'delegations'> {
  if ('error' in answer) return { early, delegations };
  if (name === 'keepEarly') {
    const kept = answer.value as EarlyDecision;
    return { early: new Map([...early, [kept.key, kept]]), delegations };
  }
  if (name === 'add') return { early, delegations: [...delegations, args[0] as Delegation] };
  return { early, delegations: name === 'remove' ? delegations.filter(({ id }) => id !== args[1]) : delegations };
}

function afterwards(
  { run, pages, approvals }: Stores,
  changes: readonly Change[],
  page: { at: number; entries: readonly Entry[] } | undefined,
): Pick<Stores, 'run' | 'pages' | 'approvals'> {
  let present: Run | undefined = run;
  let all: ReadonlyMap<string, Approval> = approvals;
  for (const { kind, after } of changes) {
    if (kind === 'run') present = after;
    else if (after) all = new Map([...all, [after.key, after]]);
  }
  const saved = page ? [...pages.slice(0, page.at), page.entries, ...pages.slice(page.at + 1)] : pages;
  return { run: present, pages: saved, approvals: all };
}

/** The same call again, by a client that never heard the answer: it knows its own run again, as the DynamoDB store does. */
export function answerToRepeated({ name, args }: Call, answer: Answer): Answer {
  if (name !== 'create' || 'error' in answer) return answer;
  const { run } = answer.value as { run: Run };
  return { value: { created: JSON.stringify(run) === JSON.stringify(args[0]), run } };
}
