/** What happened to a system under load, as those saw it who cannot be killed with it: its clients, and its effect log. */
import type { ApprovalView, Receipt, RunView } from 'countersign';
import type { Attempt } from './effect-log.ts';
import type { Order } from './shop.ts';

/** A start that was answered with success, at least once. */
export interface StartedRun {
  runId: string;
  workflow: string;
  order: Order;
}

/** What was answered to a decision: its receipt; or a refusal, with the decision that is in its place where there is one. */
export interface DecisionAnswer {
  runId: string;
  key: string;
  actorId: string;
  action: string;
  status: number;
  code?: string;
  receipt?: Receipt;
}

/** The end of one life of the process, or of the engine under it, in ms. */
export interface Death {
  life: number;
  at: number;
}

/** A request about a run that failed for good, however often the client tried it. */
export interface LostRequest {
  life: number;
  at: number;
  runId: string;
}

export interface SentNotice {
  kind: string;
  runId: string;
  approvalKey?: string;
}

/** A run as it is when all is quiet, with everything that it ever asked. */
export interface FinalRun {
  run: RunView;
  approvals: ApprovalView[];
}

export interface Story {
  started: readonly StartedRun[];
  answers: readonly DecisionAnswer[];
  /** The runs that an operator retried, since each had lost its runner five times in a row. */
  reviewed: readonly string[];
  /** Starts and reads of runs that were answered with a refusal. */
  refused: readonly string[];
  attempts: readonly Attempt[];
  deaths: readonly Death[];
  lostRequests: readonly LostRequest[];
  final: ReadonlyMap<string, FinalRun>;
  notices: readonly SentNotice[];
  /** How many approvals the inbox still lists. */
  inbox: number;
  /** The records and wake-ups that the system gave up, though nothing was wrong with them. */
  givenUp: readonly string[];
}
