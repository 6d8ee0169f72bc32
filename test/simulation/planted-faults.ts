/** The system broken on purpose, one rule of the protocol at a time: each is to be found by one exploration. */
import { openApproval } from '../../shared/domain/approval.ts';
import { RELEASED } from '../../shared/domain/run.ts';
import type { Entry } from '../../shared/domain/snapshot.ts';
import type { Fault } from './fault.ts';
import { moveName } from './invariants.ts';
import { VOTE_FAULTS } from './planted-vote-faults.ts';
import { RUN } from './state.ts';
import {
  always,
  asksOfPark,
  DRIVES,
  isSettling,
  onMoves,
  swallow,
  withMove,
  without,
  withoutDecisions,
  withoutDue,
} from './tamper.ts';

export const FAULTS: readonly Fault[] = [
  {
    name: 'a park does not look at the wake counter',
    play: 'pair',
    breaks: 'I2',
    within: 2500,
    tamper: onMoves(['park'], without('wake')),
  },
  { name: 'a wake-up is counted by nobody', play: 'pair', breaks: 'I2', within: 2500, tamper: swallow('count-wake') },
  {
    name: 'a wake-up that finds nobody to tell is forgotten',
    play: 'pair',
    breaks: 'I2',
    within: 2500,
    answers: (call, answer) =>
      moveName(call) === 'count-wake' && 'value' in answer ? { value: { done: true } } : undefined,
  },
  {
    name: 'no write names the epoch',
    play: 'plain/stall',
    breaks: 'I4',
    within: 300,
    tamper: onMoves(DRIVES, without('epoch')),
  },
  {
    name: 'the park alone is not fenced',
    play: 'plain/stall',
    breaks: 'I4',
    within: 300,
    tamper: onMoves(['park'], (move) => without('epoch', 'status')(move)),
  },
  {
    name: 'a decision is written without a condition',
    play: 'refund',
    breaks: 'I1',
    within: 300,
    tamper: (call) => (isSettling(call) ? withMove(call, always) : undefined),
  },
  {
    name: 'a timeout is written without a condition',
    play: 'timeout/stall',
    breaks: 'I1',
    within: 2000,
    tamper: (call) => (call.on === 'approvals' && moveName(call) === 'expire' ? withMove(call, always) : undefined),
  },
  {
    name: 'an effect begins before the last success is kept',
    play: 'paged',
    breaks: 'I3',
    within: 50,
    tamper: swallow('checkpoint'),
  },
  {
    name: 'the stream tells nothing of settled approvals',
    play: 'plain',
    breaks: 'I2',
    within: 100,
    drops: ({ reader, change }) => reader === 'wake' && change.kind === 'approval',
  },
  {
    name: 'a park is not listed as due',
    play: 'plain/lost',
    breaks: 'I8',
    within: 50,
    tamper: onMoves(['park'], withoutDue),
  },
  {
    name: 'a running run is not listed as due',
    play: 'refund/crash',
    breaks: 'I8',
    within: 50,
    tamper: (call, actor, state) => {
      if (call.name === 'create') {
        const { due: _, ...run } = call.args[0] as { due?: unknown };
        return { ...call, args: [run] };
      }
      return onMoves(['take-lease'], withoutDue)(call, actor, state);
    },
  },
  {
    name: 'a lease is taken without a condition',
    play: 'two-resumes',
    breaks: 'I4',
    within: 500,
    tamper: onMoves(['take-lease'], always),
  },
  {
    name: 'the sweep takes a run whose lease is not over',
    play: 'plain/stall-crash',
    breaks: 'I4',
    within: 6000,
    tamper: onMoves(['wake-up'], without('leaseUntil', 'epoch')),
  },
  {
    name: 'an operator takes a run whose lease is not over',
    play: 'plain/nudge',
    breaks: 'I4',
    within: 50,
    tamper: onMoves(['wake-up'], always),
  },
  {
    name: 'a retry takes a run out of the hands of a runner that is at work',
    play: 'plain/review',
    breaks: 'I4',
    within: 600,
    tamper: onMoves(['retry'], (move) => ({ ...move, set: { ...move.set, leaseUntil: RELEASED } })),
  },
  {
    name: 'a runner asks people before it parks',
    play: 'plain',
    breaks: 'I4',
    within: 50,
    first: (call, _, { run }) =>
      run ? asksOfPark(call).map((ask) => ({ on: 'approvals', name: 'ask', args: [openApproval(ask, run)] })) : [],
  },
  {
    name: 'nobody closes what an ended run still asks',
    play: 'refund/cancel',
    breaks: 'I8',
    within: 1500,
    tamper: (call) =>
      call.on === 'approvals' && moveName(call) === 'close' ? { answer: { value: { done: true } } } : undefined,
  },
  {
    name: 'an approval that was never asked leaves no mark when its run ends',
    play: 'plain/cancel-lost',
    breaks: 'I8',
    within: 1000,
    tamper: (call) => {
      const asked = call.args[0];
      const isMark =
        call.on === 'approvals' &&
        call.name === 'ask' &&
        typeof asked === 'object' &&
        asked !== null &&
        'settlement' in asked;
      return isMark ? { answer: { value: { created: false, approval: asked } } } : undefined;
    },
  },
  {
    name: 'cancelling leaves the epoch, and no write names the status',
    play: 'refund/cancel',
    breaks: 'I4',
    within: 100,
    tamper: (call, actor, state) =>
      onMoves(['cancel'], ({ add: _, ...move }) => move)(call, actor, state) ??
      onMoves(DRIVES, without('status'))(call, actor, state),
  },
  {
    name: 'who takes a run over reads the approvals as they were',
    play: 'plain/crash',
    breaks: 'I2',
    within: 2000,
    answers: (call, answer) => (call.name === 'ofRun' && 'value' in answer ? { value: [] } : undefined),
  },
  {
    name: 'a message is forgotten before it had its effect',
    play: 'plain/crash',
    breaks: 'I2',
    within: 500,
    forgetsFirst: true,
  },
  {
    name: 'decisions are not kept in the snapshot',
    play: 'chain',
    breaks: 'I2',
    within: 500,
    tamper: onMoves(undefined, withoutDecisions),
  },
  {
    name: 'a page of the snapshot is written empty',
    play: 'paged',
    breaks: 'I3',
    within: 50,
    tamper: (call) => (call.name === 'savePage' ? { ...call, args: [RUN, call.args[1], [] as Entry[]] } : undefined),
  },
  {
    name: 'a runner does not see its lease end',
    play: 'plain/stall',
    breaks: 'I4',
    within: 1000,
    clock: (actor, now) => (actor.task.is === 'resume' || actor.task.is === 'start' ? actor.since : now),
  },
  { name: 'the sweep wakes nobody', play: 'plain/lost', breaks: 'I8', within: 600, tamper: swallow('wake-up') },
  ...VOTE_FAULTS,
];
