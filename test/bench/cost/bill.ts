/** What a run costs on AWS: ours from what was counted, and the same work where others do it. */
import { FUNCTIONS } from '../../../infra/aws/constructs/functions.ts';
import { sumOf } from '../metered-client.ts';
import { ASSUMED, DURABLE, PRICES, REQUESTS_A_MESSAGE, TOKEN_RECORD, TRANSITIONS } from '../prices.ts';
import type { MeteredRun } from './metered-run.ts';

/** Dollars for a million runs, by what they are for. */
export interface Bill {
  /** Operations or transitions, and the data that the service keeps for them. */
  service: number;
  writes: number;
  reads: number;
  lambda: number;
  queue: number;
  http: number;
  notices: number;
}

export const totalOf = (bill: Bill): number => Object.values(bill).reduce((sum, dollars) => sum + dollars, 0);

const lambdaPrice = (ms: number, megabytes: number): number =>
  PRICES.invocation + (ms / 1_000) * (megabytes / 1_024) * PRICES.gigabyteSecond;

const msOf = (requests: number): number => ASSUMED.msAnInvocation + requests * ASSUMED.msARequest;

export function ourBill({ invocations, messages, notices, approvals }: MeteredRun): Bill {
  const requests = invocations.flatMap((invocation) => invocation.requests);
  const lambda = invocations.map((one) => lambdaPrice(msOf(one.requests.length), FUNCTIONS[one.of].memorySize));
  return {
    service: 0,
    writes: sumOf(requests, 'writeUnits') * PRICES.writeUnit,
    reads: sumOf(requests, 'readUnits') * PRICES.readUnit,
    lambda: lambda.reduce((sum, dollars) => sum + dollars, 0),
    queue: messages * REQUESTS_A_MESSAGE * PRICES.queueRequest,
    http: approvals * PRICES.httpRequest,
    notices: notices * PRICES.publish,
  };
}

/** What people need in front of either service: an address to decide at, a record of what is pending, and a notice. */
const front = ({ approvals, notices }: MeteredRun) => ({
  writes: approvals * TOKEN_RECORD.writeUnits * PRICES.writeUnit,
  reads: approvals * TOKEN_RECORD.readUnits * PRICES.readUnit,
  lambda: approvals * lambdaPrice(msOf(TOKEN_RECORD.readUnits + 1), ASSUMED.memory.front),
  queue: 0,
  http: approvals * PRICES.httpRequest,
  notices: notices * PRICES.publish,
});

/** How many operations Lambda durable functions bill for the run. */
export const durableOperations = ({ steps, approvals }: MeteredRun): number =>
  DURABLE.start + steps * DURABLE.step + approvals * DURABLE.approval;

/** How many transitions Step Functions Standard bills for the run. */
export const transitions = ({ steps, approvals }: MeteredRun): number =>
  TRANSITIONS.start + steps * TRANSITIONS.step + approvals * TRANSITIONS.approval;

/** Its handler is invoked to begin, and once after each approval; it writes what we keep, no more. */
export function durableBill(run: MeteredRun): Bill {
  const people = front(run);
  const handler = 1 + run.approvals;
  const checkpoints = durableOperations(run) * ASSUMED.msARequest;
  const ms = ASSUMED.msAnInvocation + checkpoints / handler;
  return {
    ...people,
    service: durableOperations(run) * PRICES.durableOperation + (run.bytesStored / 1e9) * PRICES.durableGigabyte,
    lambda: people.lambda + handler * lambdaPrice(ms, ASSUMED.memory.workflow),
  };
}

/** Every step is a task of its own on Lambda. */
export function stepFunctionsBill(run: MeteredRun): Bill {
  const people = front(run);
  return {
    ...people,
    service: transitions(run) * PRICES.transition,
    lambda: people.lambda + run.steps * lambdaPrice(ASSUMED.msAnInvocation, ASSUMED.memory.workflow),
  };
}
