/** What a month costs: so many runs with one approval each, by part; and what stands there without any. */
import type { Cost, Standing } from '../cost/row.ts';
import { ACTIONS, ASSUMED, EMPTY_RECEIVES_A_MINUTE, MONTHLY, PRICES, TRACED_BEYOND } from '../prices.ts';
import type { Parts } from './parts.ts';

/** Dollars a month for one part of the system. */
export interface Line {
  part: string;
  dollars: number;
  /** How much of what it is. */
  what: string;
  /** True of what one may do without, and what the figures of others leave out: a key of one's own, and what the system is watched with. */
  beside?: boolean;
}

const MINUTES = 30 * 24 * 60;
const MONTHS_KEPT = 3; // finished runs are kept for 90 days
const EVENTS_A_RUN = 3; // its approval is needed and settled, and it ends
const LOGGED_AN_INVOCATION = 400; // bytes: what Lambda reports
const LOGGED_A_RUN = 2_800; // bytes: three lines of JSON that say what happened, and five that count it
const SWEEP_MS = 60;
const SWEEP_GIGABYTES = 0.5;
const FUNCTIONS_A_RUN = 6; // start, resume, webhook, stream, notify and wake

/** How many of so many invocations in a month are traced, where they are spread evenly over it and over the functions. */
function traced(invocations: number): number {
  const first = Math.min(invocations, FUNCTIONS_A_RUN * MINUTES * 60);
  return first + (invocations - first) * TRACED_BEYOND;
}

const each = (count: number, price: number): number => (count * price) / 1e6;

/** What the runs of a month cost. */
export function runLines({ bills, invocations, bytesStored, notices }: Cost, runs: number): Line[] {
  const { writes, reads, lambda, queue, http, notices: published } = bills.countersign;
  const gigabytes = (runs * bytesStored * MONTHS_KEPT) / 1e9;
  const logged = (runs * (invocations * LOGGED_AN_INVOCATION + LOGGED_A_RUN)) / 1e9;
  const count = (many: number, of: string) => `${Math.round(runs * many).toLocaleString('en-US')} ${of}`;
  return [
    {
      part: 'DynamoDB: writes and reads',
      dollars: each(runs, writes + reads),
      what: count(1, 'runs as they are measured'),
    },
    {
      part: 'DynamoDB: kept for 90 days, restorable',
      dollars: gigabytes * (MONTHLY.gigabyteKept + MONTHLY.gigabyteRestorable),
      what: `${inShort(gigabytes)} GB`,
    },
    { part: 'Lambda', dollars: each(runs, lambda), what: count(invocations, 'invocations') },
    { part: 'SQS: wake-ups', dollars: each(runs, queue), what: count(1, 'messages') },
    // Whoever decides looks at the page first.
    { part: 'HTTP API: pages and decisions', dollars: each(runs, 2 * http), what: count(2, 'requests') },
    { part: 'SNS: notices', dollars: each(runs, published), what: count(notices, 'messages') },
    {
      part: 'EventBridge: outcomes',
      dollars: each(runs * EVENTS_A_RUN, PRICES.event),
      what: count(EVENTS_A_RUN, 'events'),
    },
    { part: 'CloudWatch: logs', dollars: logged * MONTHLY.gigabyteLogged, what: `${inShort(logged)} GB` },
    {
      ...{ part: 'X-Ray: traces', beside: true },
      dollars: each(traced(runs * invocations), PRICES.trace),
      what: `${Math.round(traced(runs * invocations)).toLocaleString('en-US')} traces`,
    },
  ];
}

/** What a month costs in which nothing happens. */
export function idleLines({ dollars: reads }: Standing, parts: Parts): Line[] {
  const compute = each(MINUTES * (SWEEP_MS / 1_000) * SWEEP_GIGABYTES, PRICES.gigabyteSecond);
  const logged = (MINUTES * LOGGED_AN_INVOCATION) / 1e9;
  return [
    {
      part: 'sweep, every minute: requests',
      dollars: reads,
      what: `${MINUTES.toLocaleString('en-US')} invocations and their reads`,
    },
    { part: 'sweep, every minute: Lambda', dollars: compute, what: `${SWEEP_MS} ms each` },
    { part: 'CloudWatch: logs of the sweep', dollars: logged * MONTHLY.gigabyteLogged, what: `${inShort(logged)} GB` },
    { part: 'Secrets Manager', dollars: parts.secrets * MONTHLY.secret, what: counted(parts.secrets, 'secret') },
    {
      part: 'SQS: readers of the queue of wake-ups',
      dollars: each(parts.queueReaders * MINUTES * EMPTY_RECEIVES_A_MINUTE, PRICES.queueRequest),
      what: `${(parts.queueReaders * MINUTES * EMPTY_RECEIVES_A_MINUTE).toLocaleString('en-US')} requests that find nothing`,
    },
    { part: 'KMS', dollars: parts.keys * MONTHLY.key, what: counted(parts.keys, 'key'), beside: true },
    {
      ...{ part: 'X-Ray: traces of the sweep', beside: true },
      dollars: each(MINUTES, PRICES.trace),
      what: `${MINUTES.toLocaleString('en-US')} traces`,
    },
    {
      ...{ part: 'CloudWatch: alarms', beside: true },
      dollars: parts.alarmMetrics * MONTHLY.alarm,
      what: `${counted(parts.alarms, 'alarm')}, which look at ${counted(parts.alarmMetrics, 'metric')}`,
    },
    {
      ...{ part: 'CloudWatch: metrics', beside: true },
      dollars: parts.metrics * MONTHLY.metric,
      what: `${counted(parts.metrics, 'metric')} of its own, in a month in which each is counted every hour`,
    },
    {
      ...{ part: 'CloudWatch: dashboards', beside: true },
      dollars: parts.dashboards * MONTHLY.dashboard,
      what: `${counted(parts.dashboards, 'dashboard')}; an account's first three are free`,
    },
    { part: 'table, topics, APIs, functions, buckets', dollars: 0, what: 'billed by use alone' },
  ];
}

/** The same runs elsewhere, with what people need in front of them, and without logs and storage. */
export function elsewhere({ bills, durable, stepFunctions }: Cost, runs: number) {
  const { service: _service, lambda: _lambda, ...front } = bills.durable;
  const people = Object.values(front).reduce((sum, dollars) => sum + dollars, 0);
  const [steps, approvals] = [2, 1]; // of the refund
  const actions = ACTIONS.start + steps * ACTIONS.step + approvals * ACTIONS.approval;
  return {
    durable: each(runs, durable.dollarsPerMillion),
    stepFunctions: each(runs, stepFunctions.dollarsPerMillion),
    temporal: each(runs, actions * PRICES.temporalAction + people),
  };
}

export const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

const counted = (count: number, of: string): string => `${count} ${of}${count === 1 ? '' : 's'}`;
const inShort = (figure: number): string => (figure >= 10 ? figure.toFixed(0) : figure.toPrecision(2));

/** How the figures were come to, for whoever reads them. */
export const ASSUMPTIONS = `Lambda: ${ASSUMED.msAnInvocation} ms an invocation and ${ASSUMED.msARequest} ms for each request in it; the sweep: ${SWEEP_MS} ms. Logs: ${LOGGED_AN_INVOCATION} bytes an invocation, and ${LOGGED_A_RUN.toLocaleString('en-US')} a run. Traces: of each function the first in a second and one in ${1 / TRACED_BEYOND} of the others, spread evenly over the month.`;
