/** The verbs of people broken on purpose, one rule at a time: each is to be found by one exploration. */
import { type Act, samePerson } from '../../shared/domain/act.ts';
import type { Approval, ApprovalFields } from '../../shared/domain/approval.ts';
import type { Move } from '../../shared/domain/move.ts';
import { chained } from '../../shared/use-cases/approval-chain.ts';
import type { Fault } from './fault.ts';
import { moveName } from './invariants.ts';
import type { Actor, Answer, Call, State } from './state.ts';
import { always, onMoves, withoutFirst } from './tamper.ts';

const VOTES = ['vote', 'approve', 'reject', 'edit'];

type ApprovalMove = Move<ApprovalFields>;

const isOnApprovals = ({ on, name }: Call): boolean => on === 'approvals' && name === 'move';
const moveOf = ({ args }: Call): ApprovalMove => args.at(-1) as ApprovalMove; // `move` is always called with one

const withMove = (call: Call, move: ApprovalMove): Call => ({ ...call, args: [...call.args.slice(0, -1), move] });

const approvalOf = ({ approvals }: State, { args }: Call): Approval | undefined => approvals.get(String(args[1]));

/**
 * People decide as if they saw other acts than there are; what they write of their own is added to what there is, and chained to
 * it. So what goes wrong is how the votes are counted, and nothing else.
 */
function seeing(glasses: (acts: readonly Act[], actor: Actor) => readonly Act[]): Pick<Fault, 'answers' | 'tamper'> {
  const seen = (value: unknown, actor: Actor): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('present' in value) return { ...value, present: seen(value.present, actor) };
    return 'acts' in value && Array.isArray(value.acts) ? { ...value, acts: glasses(value.acts, actor) } : value;
  };
  const isTheirs = ({ task }: Actor): boolean => task.is === 'decide';
  return {
    answers({ on }: Call, answer: Answer, actor: Actor) {
      return on === 'approvals' && 'value' in answer && isTheirs(actor)
        ? { value: seen(answer.value, actor) }
        : undefined;
    },
    tamper(call: Call, actor: Actor, state: State) {
      const approval = approvalOf(state, call);
      if (!isOnApprovals(call) || !approval || !isTheirs(actor)) return undefined;
      const move = moveOf(call);
      const own = move.set.acts?.at(-1);
      if (!own) return undefined;
      const { before: _, ...act } = own;
      const acts = [...(approval.acts ?? []), act];
      return withMove(call, chained(approval, { ...move, set: { ...move.set, acts } }));
    },
  };
}

const withoutRevision = (move: ApprovalMove): ApprovalMove => ({
  ...move,
  when: move.when.map(({ revision: _, ...condition }) => condition),
});

const notYetSettled = (move: ApprovalMove): ApprovalMove => {
  const { status: _, settlement: __, ...set } = move.set;
  return { ...move, set };
};

/** Every entry as if it were the first. */
const unchained = (move: ApprovalMove): ApprovalMove => {
  const own = move.set.acts?.at(-1);
  if (!own) return move;
  const { before: _, ...act } = own;
  return { ...move, set: { ...move.set, acts: [...(move.set.acts ?? []).slice(0, -1), act] } };
};

const withoutValue = (act: Act): Act => {
  if (act.kind !== 'vote') return act;
  const { value: _, ...vote } = act;
  return vote;
};

export const VOTE_FAULTS: readonly Fault[] = [
  {
    name: 'a vote does not name the revision that it saw',
    play: 'people/votes',
    breaks: 'I2',
    within: 500,
    tamper: (call) =>
      isOnApprovals(call) && VOTES.includes(moveName(call)) ? withMove(call, withoutRevision(moveOf(call))) : undefined,
  },
  {
    name: 'a vote is counted by whoever casts it, and not by who has voted already',
    play: 'people/twice',
    breaks: 'I1',
    within: 500,
    ...seeing((acts) => acts.filter((act) => !samePerson(act, { by: 'ann@example.com' }))),
  },
  {
    name: 'the votes of who was reassigned away stay',
    play: 'people/reassigned',
    breaks: 'I1',
    within: 5_000,
    ...seeing((acts) => acts.filter(({ kind }) => kind !== 'reassign')),
  },
  {
    name: 'a vote that was taken back counts on',
    play: 'people/withdrawn',
    breaks: 'I1',
    within: 1_000,
    ...seeing((acts) => acts.filter(({ kind }) => kind !== 'withdraw')),
  },
  {
    name: 'what was voted before an edit counts on',
    play: 'people/edited',
    breaks: 'I5',
    within: 1_000,
    ...seeing((acts) => acts.map((act) => withoutValue(act))),
  },
  {
    name: 'who stands in counts beside the one they stand in for',
    play: 'people/delegated',
    breaks: 'I1',
    within: 1_500,
    ...seeing((acts) => acts.map(({ for: _, ...act }) => act)),
  },
  {
    name: 'the votes are counted in one write and settle in a second',
    play: 'people/votes',
    breaks: 'I2',
    within: 500,
    tamper: (call) =>
      isOnApprovals(call) && VOTES.includes(moveName(call)) ? withMove(call, notYetSettled(moveOf(call))) : undefined,
  },
  {
    name: 'votes expire without a condition',
    play: 'people/in-time/stall',
    breaks: 'I5',
    within: 3_000,
    tamper: (call, actor, state) =>
      call.on === 'approvals' ? onMoves(['expire'], always)(call, actor, state) : undefined,
  },
  {
    name: 'who decides early does not look whether it was asked meanwhile',
    play: 'people/early',
    breaks: 'I2',
    within: 500,
    answers: (call, _, { heard, task }) =>
      task.is === 'decide' && call.name === 'get' && heard.length > 1 ? { value: undefined } : undefined,
  },
  {
    name: 'who asks does not look for what was decided early',
    play: 'people/early',
    breaks: 'I2',
    within: 500,
    answers: (call) => (call.name === 'early' ? { value: [] } : undefined),
  },
  {
    name: 'which of two answers came first is not remembered',
    play: 'people/first-of-then',
    breaks: 'I2',
    within: 5_000,
    tamper: onMoves(undefined, withoutFirst),
  },
  {
    name: 'what people do is not chained to what was done before',
    play: 'people/votes',
    breaks: 'I5',
    within: 500,
    tamper: (call) => (isOnApprovals(call) ? withMove(call, unchained(moveOf(call))) : undefined),
  },
];
