/** Sends decisions, and knows what must come of them (C3). */
import { type Approval, isSettled, openApproval, type SettledApproval } from '../../shared/domain/approval.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { hasEnded } from '../../shared/domain/run.ts';
import { timeOf } from '../../shared/domain/time.ts';
import { shown } from '../../shared/domain/value.ts';
import { asksOf } from '../../shared/domain/wait.ts';
import { isCountersignError } from '../../shared/errors.ts';
import { Killed } from '../support/processes.ts';
import type { Said, Who } from './commands.ts';
import { nameOf, type Process, same, type World } from './world.ts';

export interface Decision {
  run: string;
  key: string;
  said: Said;
  who: Who;
  bare: boolean;
}

/** What is known of the decisions of a sequence. */
export interface Deciding {
  readonly world: World;
  /** The receipts that were handed out, by approval and asking. */
  readonly receipts: Map<string, Receipt>;
}

export const fail = (problem: string): never => {
  throw new Error(problem);
};

/** Nothing was written of another run. */
export function checkTouched({ touched }: World, run: string): void {
  for (const other of touched) if (other !== run) fail(`C2: what was done to ${run} changed ${other}`);
}

/** What the decision finds, in the record or in what the parked run lists. */
export function asked({ runs, approvals }: World, run: string, key: string): Approval | undefined {
  const present = approvals.get(nameOf(run, key));
  const record = runs.get(run);
  if (present || !record || hasEnded(record)) return present;
  const ask = asksOf(record.waits ?? []).find((one) => one.key === key);
  return ask && openApproval(ask, record);
}

/** What the body of the decision is: an edit names what was shown. */
function wordsOf(said: Said, approval: Approval | undefined) {
  const isGate = approval?.pendingArgs !== undefined;
  switch (said.action) {
    case 'approve':
      return {
        ...(said.value !== undefined && { value: said.value }),
        ...(said.wrongDigest && { digest: 'another' }),
      };
    case 'reject':
      return { reason: said.reason };
    case 'edit': {
      const proposed = approval && (approval.pendingArgs ?? approval.proposed);
      const right = said.original === 'right';
      return {
        originalValue: right ? (shown(proposed) ?? 1) : 'something else',
        editedValue: isGate ? { base: said.to, world: 7 } : said.to,
      };
    }
    case 'cancel':
      return {};
  }
}

type Words = { value?: unknown; reason?: string; originalValue?: unknown; editedValue?: unknown; digest?: string };

function sendWords(
  { orchestrator }: Process,
  { run, key, said: { action }, who, bare }: Decision,
  words: Words,
): Promise<Receipt> {
  const { value, reason = '', originalValue, editedValue, digest } = words;
  const more = digest === undefined ? {} : { digest };
  switch (action) {
    case 'approve': {
      const by = { approvedBy: who, ...more };
      return bare
        ? orchestrator.grantApproval(key, value, by)
        : orchestrator.approve(run, key, { ...by, ...(value !== undefined && { value }) });
    }
    case 'reject':
      return bare
        ? orchestrator.rejectApproval(key, reason, { rejectedBy: who })
        : orchestrator.reject(run, key, { rejectedBy: who, reason });
    case 'edit':
      return bare
        ? orchestrator.editApproval(key, originalValue, editedValue, { editedBy: who })
        : orchestrator.edit(run, key, { editedBy: who, originalValue, editedValue });
    case 'cancel':
      return bare
        ? orchestrator.cancelApproval(key, { cancelledBy: who })
        : orchestrator.cancel(run, key, { cancelledBy: who });
  }
}

/**
 * Which run a bare key means: of what is pending what is in time, as far as anything is; several runs or none are named.
 * Undefined where nothing is pending and the latest is meant.
 */
function meant(world: World, { run, key, bare }: Decision): { runs: string[] } | { run: string } | undefined {
  if (!bare) return { run };
  const all = [...world.approvals.values()].filter((approval) => approval.key === key);
  const pending = all.filter(({ status }) => status === 'pending');
  const inTime = pending.filter((approval) => !isOverdue(world, approval));
  const runs = (inTime.length > 0 ? inTime : pending).map(({ runId }) => runId).sort();
  const [only] = runs;
  if (only !== undefined) return runs.length > 1 ? { runs } : { run: only };
  return all.length > 0 ? undefined : { runs: [] };
}

const isOverdue = ({ clock }: World, { expiresAt }: Approval): boolean =>
  expiresAt !== undefined && expiresAt <= timeOf(clock.now());

export async function send(play: Deciding, process: Process, decision: Decision): Promise<void> {
  const { world } = play;
  world.touched.clear();
  const target = meant(world, decision);
  const run = target && 'run' in target ? target.run : decision.run;
  const approval = asked(world, run, decision.key);
  const words: Words = wordsOf(decision.said, approval);
  const expected =
    target && !('run' in target) ? listed(decision, target.runs) : expectation(play, run, decision, words);
  const { action } = decision.said;
  const permitted = { key: decision.key, action, by: decision.who, value: words.editedValue ?? words.value };
  world.deciding = [decision.bare ? permitted : { ...permitted, run }];
  const answer = await sendWords(process, decision, words).then(
    (receipt) => ({ receipt }),
    (error: unknown) => ({ error }),
  );
  if (process.isDoomed()) {
    if (!('error' in answer)) remember(play, answer.receipt);
    else if (!(answer.error instanceof Killed) && !isCountersignError(answer.error)) throw answer.error;
    return;
  }
  world.deciding = [];
  if (target) checkTouched(world, run);
  else if (world.touched.size > 0)
    fail(`C3: ${JSON.stringify(decision)} means nothing that is pending, and changed it`);
  if (target) checkAnswer(play, run, decision, expected, answer);
}

type Expected = { code: string; runs?: string[]; decision?: boolean } | 'accepted' | 'again';
type Answer = { receipt: Receipt } | { error: unknown };

const isInvalid = ({ said }: Decision): boolean => said.action === 'reject' && said.reason === '';

const listed = (decision: Decision, runs: string[]): Expected =>
  isInvalid(decision)
    ? { code: 'invalid-input' }
    : runs.length > 0
      ? { code: 'ambiguous-key', runs }
      : { code: 'approval-unknown' };

/** What must come of a decision (C3). */
function expectation({ world }: Deciding, run: string, decision: Decision, words: Words): Expected {
  if (isInvalid(decision)) return { code: 'invalid-input' };
  if (!world.runs.has(run)) return { code: 'run-unknown' };
  const approval = asked(world, run, decision.key);
  if (!approval) return { code: 'approval-unknown' };
  if (isSettled(approval)) return onSettled(approval, decision, words);
  if (isOverdue(world, approval)) return { code: 'expired' };
  const proposed = shown(approval.proposed ?? approval.pendingArgs);
  if (decision.said.action === 'approve') {
    if (words.value !== undefined && proposed !== undefined && !same(words.value, proposed))
      return { code: 'invalid-input' };
    if (words.digest !== undefined) return { code: 'changed' };
  }
  if (decision.said.action === 'edit' && proposed !== undefined && !same(words.originalValue, proposed))
    return { code: 'changed' };
  return 'accepted';
}

function onSettled(approval: SettledApproval, { said, who }: Decision, words: Words): Expected {
  const { settlement, status } = approval;
  if (settlement.by === 'timeout') return { code: 'expired', decision: true };
  const wanted = words.editedValue ?? words.value ?? (said.action === 'approve' ? shown(approval.proposed) : undefined);
  const repeats =
    same([settlement.by, settlement.action, settlement.reason], [who, said.action, words.reason]) &&
    same(shown(settlement.value), wanted);
  if (repeats) return 'again';
  const code = status === 'cancelled' || status === 'superseded' ? status : 'already-decided';
  return { code, decision: true };
}

function remember({ world, receipts }: Deciding, receipt: Receipt): void {
  const name = nameOf(receipt.runId, receipt.key);
  const approval = world.approvals.get(name);
  if (approval) receipts.set(`${name}#${approval.epoch}`, receipt);
}

function checkAnswer(play: Deciding, run: string, decision: Decision, expected: Expected, answer: Answer): void {
  const { world, receipts } = play;
  const name = nameOf(run, decision.key);
  const about = `${JSON.stringify(decision)} on ${JSON.stringify(world.approvals.get(name))}`;
  if (typeof expected === 'object') {
    checkRefusal(play, name, about, expected, answer);
    return;
  }
  if ('error' in answer) throw new Error(`C3: ${about} was refused: ${String(answer.error)}`);
  const approval = world.approvals.get(name);
  if (!approval || !isSettled(approval)) throw new Error(`C3: ${about} was accepted and is not in the record`);
  const { receipt } = answer;
  const first = receipts.get(`${name}#${approval.epoch}`);
  if (expected === 'again' && first && !same(first, receipt))
    fail(`C3: ${about} got ${JSON.stringify(receipt)}, and first ${JSON.stringify(first)}`);
  const { by, at, action, digest } = approval.settlement;
  const record = [run, decision.key, action, approval.status, by, at, digest, shown(approval.settlement.value)];
  const told = [receipt.runId, receipt.key, receipt.action, receipt.status, receipt.by, receipt.at, receipt.digest];
  if (!same([...told, receipt.value], record)) fail(`C3: the receipt ${JSON.stringify(receipt)} of ${about} is not so`);
  if (by !== decision.who || action !== decision.said.action) fail(`C3: ${about} was recorded as ${action} by ${by}`);
  remember(play, receipt);
}

function checkRefusal(
  { world }: Deciding,
  name: string,
  about: string,
  expected: Extract<Expected, object>,
  answer: Answer,
): void {
  if ('receipt' in answer) throw new Error(`C3: ${about} must be refused with ${expected.code}, and was accepted`);
  const { error } = answer;
  if (!isCountersignError(error, expected.code as never))
    throw new Error(`C3: ${about} must be refused with ${expected.code}: ${String(error)}`);
  if (expected.runs && !same([...(error.details.runs ?? [])].sort(), expected.runs))
    fail(`C1: ${about} names ${JSON.stringify(error.details.runs)} for ${JSON.stringify(expected.runs)}`);
  const approval = world.approvals.get(name);
  if (!expected.decision || !approval || !isSettled(approval)) return;
  const { by, at, action } = approval.settlement;
  const first = error.details.decision as Receipt | undefined;
  if (!same([first?.by, first?.at, first?.action], [by, at, action]))
    fail(`C3: ${about} was refused with ${JSON.stringify(first)}`);
}
