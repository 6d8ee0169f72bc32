/** What a run costs, and what stands still costs. */
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';
import { indexUnitsOf, type Metered, sumOf } from '../metered-client.ts';
import { type Bill, durableBill, durableOperations, ourBill, stepFunctionsBill, totalOf, transitions } from './bill.ts';
import type { MeteredRun } from './metered-run.ts';

export interface Cost {
  name: string;
  requests: number;
  writeUnits: number;
  readUnits: number;
  transactions: number;
  /** Of the write units, those of the index by which the sweep finds what is due. */
  sweepUnits: number;
  /** Of the write units, those of the function that asks people and tells them. */
  noticeUnits: number;
  /** What it publishes, once for each addressee. */
  notices: number;
  invocations: number;
  bytesStored: number;
  dollarsPerMillion: number;
  /** The same work on Lambda durable functions, and what it bills for it. */
  durable: { operations: number; dollarsPerMillion: number };
  stepFunctions: { transitions: number; dollarsPerMillion: number };
  bills: Record<'countersign' | 'durable' | 'stepFunctions', Bill>;
  /** What each invocation asked DynamoDB for. */
  asked: { of: string; requests: string }[];
}

/** What the sweep asks for each minute where nothing is due, however many runs there are. */
export interface Standing {
  name: 'sweep, a month with nothing due';
  requests: number;
  readUnits: number;
  dollars: number;
}

export const isCost = (row: Cost | Standing): row is Cost => 'bills' in row;

export function costOf(run: MeteredRun): Cost {
  const { name, invocations, notices, bytesStored } = run;
  const requests = invocations.flatMap((one) => one.requests);
  const bills = {
    countersign: ourBill(run),
    durable: durableBill(run),
    stepFunctions: stepFunctionsBill(run),
  };
  return {
    ...{ name, notices, bytesStored, bills, invocations: invocations.length, requests: requests.length },
    writeUnits: sumOf(requests, 'writeUnits'),
    readUnits: sumOf(requests, 'readUnits'),
    transactions: requests.filter(({ operation }) => operation.startsWith('Transact')).length,
    sweepUnits: indexUnitsOf(requests, TABLE.indexes.due.name),
    noticeUnits: sumOf(
      invocations.filter(({ of }) => of === 'notify').flatMap((one) => one.requests),
      'writeUnits',
    ),
    dollarsPerMillion: totalOf(bills.countersign),
    durable: { operations: durableOperations(run), dollarsPerMillion: totalOf(bills.durable) },
    stepFunctions: { transitions: transitions(run), dollarsPerMillion: totalOf(bills.stepFunctions) },
    asked: invocations
      .filter((one) => one.requests.length > 0)
      .map((one) => ({ of: one.of, requests: askedInShort(one.requests) })),
  };
}

const inShort = ({ operation, writeUnits, readUnits }: Metered): string =>
  `${operation} ${writeUnits || `${readUnits} read`}`;

/** The first few in full, of the others how many there are. */
const MOST_ASKED = 6;

function askedInShort(requests: readonly Metered[]): string {
  const first = requests.slice(0, MOST_ASKED).map(inShort);
  const left = requests.length - first.length;
  return [...first, ...(left > 0 ? [`${left} more`] : [])].join(' · ');
}
