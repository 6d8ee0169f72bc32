/** The explorations: each scenario with one kind of trouble, or two. */
import type { Play, Scenario } from './scenario.ts';
import {
  chain,
  earlyMisfit,
  earlyYes,
  firstOf,
  firstOfThenAsks,
  gate,
  paged,
  pair,
  plain,
  refund,
  timeout,
} from './scenarios.ts';
import { type Budget, NO_TROUBLE } from './state.ts';
import {
  bothSeats,
  delegated,
  editedVotes,
  reassigned,
  reassignedOn,
  reminded,
  revoked,
  twice,
  veto,
  votes,
  votesInTime,
  withdrawn,
} from './vote-scenarios.ts';

const play = (name: string, scenario: Scenario, budget: Partial<Budget>, together = 2): Play => ({
  name,
  scenario,
  budget: { ...NO_TROUBLE, ...budget },
  together,
});

/** The scenario without trouble, with one death, and with two. */
const deaths = (name: string, scenario: Scenario, budget: Partial<Budget> = {}, most = 2): Play[] =>
  [
    play(name, scenario, budget),
    play(`${name}/crash`, scenario, { ...budget, crash: 1 }),
    play(`${name}/crash-twice`, scenario, { ...budget, crash: 2 }),
  ].slice(0, most + 1);

/** The eight scenarios: all interleavings of two processes, with every death and every pair of deaths. */
export const SMALL: readonly Play[] = [
  ...deaths('refund', refund),
  ...deaths('chain', chain),
  ...deaths('pair', pair),
  ...deaths('gate', gate),
  ...deaths('timeout', timeout),
  ...deaths('two-sweeps', timeout, { sweep: 1 }),
  ...deaths('two-resumes', plain, { again: 1 }),
  ...deaths('retry', plain, { fail: 1, retry: 1 }),
].sort((one, other) => one.budget.crash - other.budget.crash);

/** The verbs of people: with every death, and with two where that ends soon. */
export const PEOPLE: readonly Play[] = [
  ...deaths('people/votes', votes),
  ...deaths('people/veto', veto, {}, 1),
  ...deaths('people/twice', twice, {}, 1),
  ...deaths('people/in-time', votesInTime, {}, 1),
  ...deaths('people/reassigned', reassigned, {}, 1),
  ...deaths('people/withdrawn', withdrawn),
  ...deaths('people/delegated', delegated, {}, 1),
  ...deaths('people/both-seats', bothSeats, {}, 1),
  ...deaths('people/revoked', revoked, {}, 1),
  ...deaths('people/reminded', reminded, { sweep: 1 }, 1),
  ...deaths('people/edited', editedVotes, {}, 1),
  ...deaths('people/first-of', firstOf, {}, 1),
  ...deaths('people/first-of-then', firstOfThenAsks, {}, 1),
  ...deaths('people/early', earlyYes),
  ...deaths('people/early-misfit', earlyMisfit, {}, 1),
].sort((one, other) => one.budget.crash - other.budget.crash);

/** Those of them that end within seconds. */
export const PEOPLE_SOON: readonly Play[] = PEOPLE.filter(({ name }) =>
  [
    ...['votes', 'votes/crash', 'veto', 'twice', 'in-time', 'withdrawn', 'delegated', 'revoked', 'edited'],
    ...['early', 'early/crash', 'early-misfit'],
  ].includes(name.slice('people/'.length)),
);

/** The same with other trouble. */
const PEOPLE_TROUBLED: readonly Play[] = [
  play('people/early/answer', earlyYes, { answer: 1 }),
  play('people/early/lost', earlyYes, { lost: 1 }),
  play('people/withdrawn/answer', withdrawn, { answer: 1 }),
  play('people/twice/answer', twice, { answer: 1 }),
  play('people/first-of/retry', firstOf, { fail: 1, retry: 1 }),
  play('people/reassigned/on', reassignedOn, {}),
  play('people/veto/answer', veto, { answer: 1 }),
  play('people/in-time/stall', votesInTime, { stall: 1 }),
  play('people/veto/of-three', veto, {}, 3),
  play('people/delegated/of-three', delegated, {}, 3),
  play('people/reminded/of-three', reminded, { sweep: 1 }, 3),
  play('people/in-time/stall-crash', votesInTime, { stall: 1, crash: 1 }),
];

/** Other trouble: what is lost, comes again, stalls, or is cancelled. What has an end soon comes first. */
export const TROUBLED: readonly Play[] = [
  play('plain', plain, {}),
  play('paged', paged, {}),
  play('plain/crash', plain, { crash: 1 }),
  play('plain/lost', plain, { lost: 1 }),
  play('retry/of-two-approvals', chain, { fail: 1, retry: 1 }),
  play('plain/lost-twice', plain, { lost: 2 }),
  play('refund/of-three', refund, {}, 3),
  play('plain/start-twice', plain, { start: 1, crash: 1 }),
  play('plain/answer-twice', plain, { answer: 2 }),
  play('plain/nudge', plain, { nudge: 1 }),
  play('plain/again-twice', plain, { again: 2 }),
  play('chain/answer', chain, { answer: 1 }),
  play('plain/review', plain, { review: 1, retry: 1 }),
  play('retry/answer', plain, { fail: 1, retry: 1, answer: 1 }),
  play('timeout/answer', timeout, { answer: 1 }),
  play('chain/again', chain, { again: 1 }),
  play('plain/answer-crash', plain, { answer: 1, crash: 1 }),
  play('paged/crash-twice', paged, { crash: 2 }),
  play('retry/cancel', plain, { fail: 1, retry: 1, cancel: 1 }),
  play('refund/answer', refund, { answer: 1 }),
  play('plain/again-crash', plain, { again: 1, crash: 1 }),
  play('chain/lost', chain, { lost: 1 }),
  play('gate/answer', gate, { answer: 1 }),
  play('plain/stall', plain, { stall: 1 }),
  play('plain/stall-of-three', plain, { stall: 1 }, 3),
  play('plain/cancel-lost', plain, { cancel: 1, lost: 1 }),
  play('refund/cancel', refund, { cancel: 1 }),
  play('plain/cancel-crash', plain, { cancel: 1, crash: 1 }),
  play('two-resumes/nudge', plain, { again: 1, nudge: 1 }),
  play('timeout/lost-crash', timeout, { lost: 1, crash: 1 }),
  play('paged/stall', paged, { stall: 1 }),
  play('two-sweeps/lost', timeout, { sweep: 1, lost: 1 }),
  play('timeout/stall', timeout, { stall: 1 }),
  play('refund/stall', refund, { stall: 1 }),
  play('plain/stall-crash', plain, { stall: 1, crash: 1 }),
  play('plain/stall-twice', plain, { stall: 2 }),
  play('refund/lost-crash', refund, { lost: 1, crash: 1 }),
  play('plain/answer-stall', plain, { answer: 1, stall: 1 }),
  play('plain/cancel-stall', plain, { cancel: 1, stall: 1 }),
  play('refund/nudge-crash', refund, { nudge: 1, crash: 1 }),
  play('plain/review-crash', plain, { review: 1, retry: 1, crash: 1 }),
  play('chain/stall', chain, { stall: 1 }),
  play('pair/stall', pair, { stall: 1 }),
  play('pair/again', pair, { again: 1 }),
  play('pair/lost', pair, { lost: 1 }),
  play('pair/answer', pair, { answer: 1 }),
  play('pair/cancel', pair, { cancel: 1 }),
  play('pair/of-three', pair, {}, 3),
  play('gate/stall', gate, { stall: 1 }),
  play('timeout/stall-crash', timeout, { stall: 1, crash: 1 }),
  play('timeout/cancel', timeout, { cancel: 1, stall: 1 }),
  play('retry/stall', plain, { fail: 1, retry: 1, stall: 1 }),
];

export const PLAYS: readonly Play[] = [...SMALL, ...PEOPLE, ...TROUBLED, ...PEOPLE_TROUBLED];
