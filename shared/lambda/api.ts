/** The HTTP interface as a table: the functions serve it, and `/openapi.json` describes it. */
import { APPROVALS_API } from './api-approvals.ts';
import { DOORS_API } from './api-doors.ts';
import { OPERATING_API } from './api-operating.ts';
import { RUNS_API } from './api-runs.ts';

export const API = { ...RUNS_API, ...APPROVALS_API, ...DOORS_API, ...OPERATING_API } as const;

export type EndpointName = keyof typeof API;
