/** Plays one row of the policy table over the HTTP interface: asks, lets the people act, and says in words how it ended. */
import * as z from 'zod';
import { createWebhook } from '../../functions/webhook.ts';
import type { Actor } from '../../shared/domain/actor.ts';
import type { ApprovalView } from '../../shared/domain/approval-view.ts';
import type { ApprovalOptions } from '../../shared/engine/ask.ts';
import { isCountersignError } from '../../shared/errors.ts';
import type { GatewayRequest } from '../support/gateway.ts';
import { answered, gatewayEvent } from '../support/gateway.ts';
import type { TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';
import { inFull, inShort, PEOPLE } from './people.ts';
import type { Row } from './rows.ts';

const KEY = 'pay';
const RITA = 'rita@example.com';

/** What the row comes to, as its last column says it; `at` is where an act did not go as the row says. */
export async function playRow({ policy, acts, directory }: Row, stores: TestStores): Promise<string> {
  const body = workflowOf('payment', async ({ approval }) => (await approval(KEY, optionsOf(policy))).value);
  const system = createTestSystem({ workflows: [body], stores, ...(directory && { directory }) });
  const { run } = await system.start('payment', {}, { startedBy: RITA });
  await system.drain();
  const refused = await system.view(run.runId);
  if (refused.status === 'failed') return `refused: ${refused.error?.message.replace(/^Approval "pay": /, '')}`;
  const table = createTable(system, run.runId);
  const shown = (await table.view()).digest;
  for (const act of acts) await perform(table, act, shown);
  await system.drain();
  return outcomeOf(await table.view(), await system.view(run.runId), policy);
}

/** The policy with the names in full, and a value to decide. */
function optionsOf(policy: Row['policy']): ApprovalOptions<number> {
  const named = (who: string | string[] | undefined) => (typeof who === 'string' ? inFull(who) : who?.map(inFull));
  const { assignee, approvers, ...rest } = policy;
  return {
    ...{ title: 'Pay 40', proposed: 40, form: z.number().max(100) },
    ...rest,
    ...(assignee !== undefined && { assignee: named(assignee) ?? [] }),
    ...(approvers !== undefined && { approvers: named(approvers) ?? [] }),
  };
}

interface Table {
  system: TestSystem;
  view(): Promise<ApprovalView>;
  /** What the act was refused with; undefined where it was done. */
  send(who: string, verb: 'decision' | 'comment' | 'reassign' | 'withdraw', body: object): Promise<string | undefined>;
  delegate(from: string, to: string): Promise<void>;
}

function createTable(system: TestSystem, runId: string): Table {
  const call = async (request: GatewayRequest) =>
    answered(await createWebhook(system.kept(), { local: false, origins: [] })(gatewayEvent(request)));
  const path = `/approvals/${runId}/${KEY}`;
  const decide = async (actor: Actor, body: object) => {
    try {
      await system.decide(runId, KEY, body as Parameters<TestSystem['decide']>[2], actor);
      return undefined;
    } catch (error) {
      if (isCountersignError(error)) return error.code;
      throw error;
    }
  };
  return {
    system,
    async view() {
      const authorizer = PEOPLE.opal && 'authorizer' in PEOPLE.opal ? PEOPLE.opal.authorizer : undefined;
      const { body } = await call({ method: 'GET', path, ...(authorizer && { authorizer }) });
      return body as unknown as ApprovalView; // what the route answers with
    },
    async send(who, verb, body) {
      const person = PEOPLE[who];
      if (!person) throw new Error(`Nobody in the table is called ${who}.`);
      if ('actor' in person) return decide(person.actor, body);
      const { authorizer } = person;
      const answer = await call({ method: 'POST', path: `${path}/${verb}`, body, ...(authorizer && { authorizer }) });
      return (answer.status ?? 500) < 300 ? undefined : String(answer.body.code);
    },
    async delegate(from, to) {
      const person = PEOPLE[from];
      const authorizer = person && 'authorizer' in person ? person.authorizer : undefined;
      const body = { to: inFull(to), until: '3d' };
      const { status } = await call({ method: 'POST', path: '/delegations', body, ...(authorizer && { authorizer }) });
      if (status !== 201) throw new Error(`${from} could not delegate to ${to}: ${status}`);
    },
  };
}

const REASON = 'because';

/** What can be said in an act, who being whoever acts. Each hands back what it was refused with. */
const VERBS: readonly [RegExp, (table: Table, said: string[], shown: string) => Promise<string | undefined>][] = [
  [/^(.+) pass(?:es)?$/, async (table, [time = '']) => void (await table.system.pass(time))],
  [/^(.+) lets (.+) stand in$/, async (table, [from = '', to = '']) => void (await table.delegate(from, to))],
  [
    /^(.+) approves for (.+)$/,
    (t, [who = '', whom = '']) => decision(t, who, { action: 'approve', for: inFull(whom) }),
  ],
  [
    /^(.+) approves what was shown at first$/,
    (t, [who = ''], digest) => decision(t, who, { action: 'approve', digest }),
  ],
  [/^(.+) approves (\d+)$/, (t, [who = '', value]) => decision(t, who, { action: 'approve', value: Number(value) })],
  [/^(.+) approves$/, (t, [who = '']) => decision(t, who, { action: 'approve' })],
  [/^(.+) rejects without a reason$/, (t, [who = '']) => decision(t, who, { action: 'reject' })],
  [/^(.+) rejects$/, (t, [who = '']) => decision(t, who, { action: 'reject', reason: REASON })],
  [/^(.+) cancels$/, (t, [who = '']) => decision(t, who, { action: 'cancel' })],
  [/^(.+) edits to (\d+)$/, (t, [who = '', value]) => edit(t, who, Number(value))],
  [/^(.+) withdraws$/, (t, [who = '']) => t.send(who, 'withdraw', {})],
  [/^(.+) comments$/, (t, [who = '']) => t.send(who, 'comment', { text: 'What is this for?' })],
  [/^(.+) hands (.+) on to (.+)$/, (t, [who = '', from = '', to = '']) => handOn(t, who, to, from)],
  [/^(.+) hands it to (.+)$/, (t, [who = '', to = '']) => handOn(t, who, to)],
];

const decision = (table: Table, who: string, body: object) => table.send(who, 'decision', body);
const handOn = (table: Table, who: string, to: string, from?: string) =>
  table.send(who, 'reassign', { to: inFull(to), reason: REASON, ...(from !== undefined && { from: inFull(from) }) });

async function edit(table: Table, who: string, editedValue: number): Promise<string | undefined> {
  const { proposed: originalValue } = await table.view();
  return decision(table, who, { action: 'edit', originalValue, editedValue });
}

/** Lets an act happen; one that is to be refused says so behind an arrow. */
async function perform(table: Table, act: string, shown: string): Promise<void> {
  const [said = '', expected] = act.split(' → ');
  for (const [pattern, verb] of VERBS) {
    const found = pattern.exec(said);
    if (!found) continue;
    const code = await verb(table, found.slice(1), shown);
    if (code !== expected)
      throw new Error(`"${said}" was answered with ${code ?? 'success'}, not ${expected ?? 'success'}.`);
    return;
  }
  throw new Error(`Nobody knows how to do "${said}".`);
}

function outcomeOf(
  view: ApprovalView,
  run: { status: string; error?: { code: string } },
  policy: Row['policy'],
): string {
  const { status, votes, decision: receipt } = view;
  const asked = view.assignee.map(inShort).join(', ');
  const atFirst = [policy.assignee ?? []].flat().map(inShort).join(', ');
  const elsewhere = asked === atFirst ? '' : `, asked of ${asked}`;
  if (!receipt) {
    const counted = votes ? `, ${votes.approvals} of ${votes.needed.approvals}` : '';
    const value = view.proposed === 40 ? '' : `, now for ${String(view.proposed)}`;
    return `open${counted}${value}${elsewhere}`;
  }
  const whose = ({ by, for: absent }: { by: string; for?: string | undefined }) =>
    absent === undefined ? inShort(by) : `${inShort(by)} for ${inShort(absent)}`;
  const isFor = ({ action }: { action: string }) => (action === 'reject') === (receipt.action === 'reject');
  const cast = votes?.cast ?? [];
  const who = (cast.length > 0 && receipt.action !== 'cancel' ? cast.filter(isFor) : [receipt]).map(whose).join(', ');
  const against = cast
    .filter((vote) => !isFor(vote))
    .map(whose)
    .join(', ');
  const value = receipt.value === undefined || receipt.value === 40 ? '' : ` with ${String(receipt.value)}`;
  const failed = run.error?.code === 'approval-expired' ? '; the run fails' : '';
  return status === 'expired'
    ? `expired${failed}`
    : `${status}${value} by ${who}${against && `, against ${against}`}${failed}`;
}
