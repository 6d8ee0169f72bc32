/** What a run costs, as tables. */

import { ASSUMED, DURABLE, TOKEN_RECORD, TRANSITIONS } from '../prices.ts';
import type { Table } from '../table.ts';
import { type Cost, isCost, type Standing } from './row.ts';

export function costTables(rows: readonly (Cost | Standing)[]): Table[] {
  const costs = rows.filter(isCost);
  const standing = rows.filter((row): row is Standing => !isCost(row));
  return [counts(costs), asked(costs), bills(costs), operations(costs), standingTable(standing)];
}

const counts = (costs: readonly Cost[]): Table => ({
  title: 'cost: what one run asks for, from start to completion, all indexes included',
  rows: costs.map((cost) => ({
    run: cost.name,
    requests: cost.requests,
    'write units': cost.writeUnits,
    'of which sweep': cost.sweepUnits,
    'of which notices': cost.noticeUnits,
    'read units': cost.readUnits,
    transactions: cost.transactions,
    'bytes stored': cost.bytesStored,
    invocations: cost.invocations,
    'notices published': cost.notices,
  })),
  notes: [
    'Of which sweep: the index by which the sweep finds what is due. Of which notices: the function that asks and tells people.',
  ],
});

const asked = (costs: readonly Cost[]): Table => ({
  title: 'cost: what each invocation asks DynamoDB for, in write units',
  rows: costs.flatMap(({ name, asked }) => asked.map(({ of, requests }) => ({ run: name, function: of, requests }))),
});

const DESIGNS = {
  countersign: 'Countersign',
  durable: 'Lambda durable functions',
  stepFunctions: 'Step Functions Standard',
} as const;

const bills = (costs: readonly Cost[]): Table => ({
  title: 'cost: US dollars per million runs (us-east-1, list prices of autumn 2026, test/bench/prices.ts)',
  rows: costs.flatMap(({ name, bills, ...cost }) => {
    const ours = cost.dollarsPerMillion;
    const totals = {
      countersign: ours,
      durable: cost.durable.dollarsPerMillion,
      stepFunctions: cost.stepFunctions.dollarsPerMillion,
    };
    return (['countersign', 'durable', 'stepFunctions'] as const).map((design) => {
      const { service, writes, reads, lambda, queue, http, notices } = bills[design];
      return {
        run: name,
        on: DESIGNS[design],
        'operations, transitions': service,
        ...{ writes, reads, Lambda: lambda, SQS: queue, 'HTTP API': http, SNS: notices },
        total: totals[design],
        'times ours': totals[design] / ours,
      };
    });
  }),
  notes: [
    `Lambda: ${ASSUMED.msAnInvocation} ms an invocation and ${ASSUMED.msARequest} ms for each request or checkpoint in it, for all alike. The two services are given what people need in front of them: for each approval a record of its token (${TOKEN_RECORD.writeUnits} write units, ${TOKEN_RECORD.readUnits} read unit), an address to decide at, the same notices. Left out for all: e-mail deliveries, logs, storage by the month.`,
  ],
});

const operations = (costs: readonly Cost[]): Table => ({
  title: 'cost: what the services bill for the same work',
  rows: costs.map(({ name, durable, stepFunctions }) => ({
    run: name,
    'durable operations': durable.operations,
    transitions: stepFunctions.transitions,
  })),
  notes: [
    `Operations: ${DURABLE.start} to start, ${DURABLE.step} a step, ${DURABLE.approval} an approval (waitForCallback). Transitions: ${TRANSITIONS.start} to start, ${TRANSITIONS.step} a step, ${TRANSITIONS.approval} an approval. Retries would count as well.`,
  ],
});

const standingTable = (standing: readonly Standing[]): Table => ({
  title: 'cost: what is paid whether there are runs or not',
  rows: standing.map(({ name, requests, readUnits, dollars }) => ({
    what: name,
    requests,
    'read units': readUnits,
    dollars,
  })),
});
