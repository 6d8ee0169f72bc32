/** Judges a story: what was lost, got stuck, or was done that nobody decided. */
import { isDeepStrictEqual } from 'node:util';
import type { ApprovalView } from 'countersign';
import { type Repeat, repeatsIn } from './repeats.ts';
import { ASKS, type Had } from './shop.ts';
import type { DecisionAnswer, FinalRun, StartedRun, Story } from './story.ts';

/** What must not be; each is a list of what was found. */
export const FAULTS = [
  'runs lost',
  'decisions lost',
  'stuck',
  'effects without a decision',
  'effects missing',
  'notices lost',
  'given up',
  'unexplained repeats',
  'wrong answers',
] as const;
export type FaultName = (typeof FAULTS)[number];

export interface Verdict {
  found: Record<FaultName, string[]>;
  repeats: Repeat[];
}

export function judge(story: Story): Verdict {
  const runs = story.started.map((started) => ({ started, final: story.final.get(started.runId) }));
  const there = runs.flatMap(({ started, final }) => (final ? [{ started, final }] : []));
  const repeats = repeatsIn(story);
  return {
    found: {
      'runs lost': runs.flatMap(({ started, final }) => (final ? [] : [started.runId])),
      'decisions lost': story.answers.flatMap((answer) => lostDecision(story, answer)),
      stuck: [...there.flatMap(({ final }) => stuck(final)), ...leftInInbox(story)],
      'effects without a decision': story.attempts.flatMap(({ runId, step, begunAt, follows }) =>
        follows.flatMap((followed) =>
          undecided(approvalOf(story, runId, followed.key), followed, begunAt, `${runId}/${step}`),
        ),
      ),
      'effects missing': there.flatMap(({ started, final }) => missingEffects(story, started, final)),
      'notices lost': lostNotices(
        story,
        there.map(({ final }) => final),
      ),
      'given up': [...story.givenUp],
      'unexplained repeats': repeats.flatMap(({ attempt, problem }) =>
        problem === undefined ? [] : [`${attempt.runId}/${attempt.step} in life ${attempt.life}: ${problem}`],
      ),
      'wrong answers': [...story.refused, ...story.answers.flatMap(wrongAnswer)],
    },
    repeats,
  };
}

export const isClean = ({ found }: Verdict): boolean => Object.values(found).every((list) => list.length === 0);

const approvalOf = ({ final }: Story, runId: string, key: string): ApprovalView | undefined =>
  final.get(runId)?.approvals.find((approval) => approval.key === key);

/** Whoever was told of a decision was told of the one that is in the record. */
function lostDecision(story: Story, { runId, key, actorId, receipt }: DecisionAnswer): string[] {
  if (!receipt) return [];
  const kept = approvalOf(story, runId, key)?.decision;
  if (isDeepStrictEqual(kept, receipt)) return [];
  return [`${runId}/${key}: ${actorId} was told ${JSON.stringify(receipt)}, kept is ${JSON.stringify(kept)}`];
}

/** Those who come too late are told so; nothing else is refused. */
const TOO_LATE = ['already-decided', 'expired', 'cancelled'];

function wrongAnswer({ runId, key, actorId, action, status, code = '', receipt }: DecisionAnswer): string[] {
  const isRight = status === 200 ? receipt?.by === actorId && receipt.action === action : TOO_LATE.includes(code);
  return isRight ? [] : [`${runId}/${key}: ${actorId} was answered ${status} ${code}`];
}

function stuck({ run, approvals }: FinalRun): string[] {
  const isOver = run.status === 'completed' || (run.status === 'failed' && run.error?.code === 'approval-rejected');
  const open = approvals.filter(({ status }) => status === 'pending').map(({ key }) => key);
  return [
    ...(isOver ? [] : [`${run.runId} (${run.workflow}) is ${run.status} ${run.error?.message ?? ''}`]),
    ...(isOver && open.length > 0 ? [`${run.runId} has ended and still asks ${open.join(', ')}`] : []),
  ];
}

const leftInInbox = ({ inbox }: Story): string[] => (inbox > 0 ? [`${inbox} approvals are left in the inbox`] : []);

const YES = ['approved', 'edited'];

function undecided(
  approval: ApprovalView | undefined,
  { value, by, refused }: Story['attempts'][number]['follows'][number],
  begunAt: number,
  effect: string,
): string[] {
  const decision = approval?.decision;
  if (!approval || !decision) return [`${effect} follows a decision that is not there`];
  if (refused ? YES.includes(approval.status) : !YES.includes(approval.status))
    return [`${effect} was done though the approval is ${approval.status}`];
  const decided = decision.value ?? approval.pendingArgs; // a gate that is approved as it is has no other value
  if (!refused && !isDeepStrictEqual(decided, value))
    return [`${effect} was done with ${JSON.stringify(value)}, decided was ${JSON.stringify(decided)}`];
  if (by !== undefined && by !== decision.by) return [`${effect} was told of ${by}, ${decision.by} decided`];
  return begunAt < Date.parse(decision.at) ? [`${effect} was done before it was decided`] : [];
}

/** A completed run had every effect that it says it had, asked all that it must ask, and had no effect besides. */
function missingEffects({ attempts }: Story, { runId, workflow, order }: StartedRun, final: FinalRun): string[] {
  const finished = new Set(
    attempts.filter((one) => one.runId === runId && one.endedAt !== undefined).map(({ step }) => step),
  );
  const had = final.run.status === 'completed' ? (final.run.result as Had) : []; // what the shop's bodies give back
  const asked = final.approvals.map(({ key }) => key);
  const unasked =
    final.run.status === 'completed' ? (ASKS[workflow]?.(order) ?? []).filter((key) => !asked.includes(key)) : [];
  const besides = final.run.status === 'completed' ? [...finished].filter((step) => !had.includes(step)) : [];
  return [
    ...had.filter((step) => !finished.has(step)).map((step) => `${runId}/${step} was never finished`),
    ...unasked.map((key) => `${runId} never asked ${key}`),
    ...besides.map((step) => `${runId}/${step} is not in the result`),
  ];
}

function lostNotices({ notices }: Story, runs: readonly FinalRun[]): string[] {
  const sent = new Set(notices.map(({ kind, runId, approvalKey = '' }) => `${runId}/${approvalKey} ${kind}`));
  const wanted = runs.flatMap(({ run, approvals }) => [
    ...approvals.flatMap((approval) => noticesOf(approval).map((kind) => `${run.runId}/${approval.key} ${kind}`)),
    ...(run.status === 'failed' ? [`${run.runId}/ run-failed`] : []),
  ]);
  return wanted.filter((notice) => !sent.has(notice));
}

/** What people must have been told of an approval. One that its run ended before anybody was asked needs nothing said. */
function noticesOf({ decision }: ApprovalView): string[] {
  if (!decision || decision.action === 'close') return [];
  return ['approval-needed', decision.by === 'timeout' ? 'expired' : 'decided'];
}
