/** Records to check: of a bonus that several people vote on, made by the real use cases. */
import * as z from 'zod';
import { createWebhook } from '../../functions/webhook.ts';
import { canonicalOf } from '../../shared/domain/digest.ts';
import type { RecordEntry, RunRecord } from '../../shared/domain/record.ts';
import { signatureText } from '../../shared/domain/seal.ts';
import { defineWorkflow } from '../../shared/engine/workflow.ts';
import type { Signer } from '../../shared/ports/signer.ts';
import { gatewayEvent, jwt } from './gateway.ts';
import type { TestSystem } from './system.ts';

export const BONUS = 'approve:bonus';

/** Two of three decide on a bonus; what they are shown may be large. */
export const bonusWorkflow = defineWorkflow({
  name: 'bonus',
  version: '1',
  input: z.object({ note: z.optional(z.string()) }),
  run: async ({ step, approval, input }) => {
    const { amount } = await step('calculate', () => ({ amount: 500 }));
    const { value } = await approval<{ amount: number }>(BONUS, {
      title: 'A bonus for Zoë 🎉',
      details: { amount, note: input.note, half: 'of a character \ud83d' },
      proposed: { amount },
      form: z.object({ amount: z.number() }),
      assignee: ['board'],
      quorum: { approvals: 2 },
      timeout: '4d',
      remind: ['1d'],
    });
    return step('pay', () => ({ paid: value.amount }));
  },
});

const VIEWER = jwt('vera@example.com', 'viewer');

/** What the HTTP interface answers to this member of the board. */
export async function callAs(system: TestSystem, who: string, path: string, body: unknown): Promise<number> {
  const authorizer = jwt(`${who}@example.com`, 'board', 'operator');
  const webhook = createWebhook(system.kept(), { local: false, origins: [] });
  return (await webhook(gatewayEvent({ method: 'POST', path, body, authorizer }))).statusCode ?? 0;
}

/** The record of the run as GET /runs/{runId}/record sends it. */
export async function exportOf(system: TestSystem, runId: string): Promise<string> {
  const webhook = createWebhook(system.kept(), { local: false, origins: [] });
  const { statusCode, body = '' } = await webhook(
    gatewayEvent({ method: 'GET', path: `/runs/${runId}/record`, authorizer: VIEWER }),
  );
  if (statusCode !== 200) throw new Error(`It answered ${statusCode}: ${body}`);
  return body;
}

/** A bonus that is talked over, handed on, voted on, taken back and voted on again. */
export async function decidedBonus(system: TestSystem, note?: string): Promise<string> {
  const { run } = await system.start('bonus', { ...(note !== undefined && { note }) });
  await system.drain();
  const said: [string, string, unknown][] = [
    ['ann', 'comment', { text: 'Is half of it enough?' }],
    ['ann', 'decision', { action: 'approve', reason: 'She earned it.' }],
    ['ann', 'withdraw', { reason: 'I was too fast.' }],
    ['ben', 'reassign', { to: ['board', 'cleo@example.com'], reason: 'Cleo knows her.' }],
    ['ben', 'decision', { action: 'approve' }],
  ];
  for (const [who, verb, body] of said) {
    const status = await callAs(system, who, `/approvals/${run.runId}/${BONUS}/${verb}`, body);
    if (status !== 200) throw new Error(`${who} ${verb}: ${status}`);
  }
  await system.pass('25h');
  await callAs(system, 'cleo', `/approvals/${run.runId}/${BONUS}/decision`, { action: 'approve', comment: 'With joy' });
  await system.drain();
  return run.runId;
}

/** The record with something changed, signed anew by nobody. */
export function altered(text: string, change: (record: RunRecord) => void): string {
  const record = JSON.parse(text) as RunRecord;
  change(record);
  return canonicalOf(record);
}

/** The same, signed by who has the key: what somebody would export who can write to the table. */
export async function signedAnew(text: string, signer: Signer, change: (record: RunRecord) => void): Promise<string> {
  const { signature: _old, ...content } = JSON.parse(altered(text, change)) as RunRecord;
  return canonicalOf({ ...content, signature: signatureText(await signer.sign(canonicalOf(content))) });
}

/** Every list of entries in a record, and whose it is. */
export const listsOf = ({ entries, approvals }: RunRecord): { entries: RecordEntry[]; key?: string }[] => [
  { entries },
  ...approvals,
];
