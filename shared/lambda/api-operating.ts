/** The addresses for who operates the system, and for who looks what it is. */
import * as z from 'zod/mini';
import { DeliveryId } from '../domain/delivery.ts';
import { type Endpoint, none, page } from './endpoint.ts';

export const OPERATING_API = {
  listUndelivered: {
    method: 'GET',
    path: '/undelivered',
    summary:
      'A page of what is tried no more, the latest first: notices that reached nobody, and what other systems were not told',
    params: none,
    query: z.strictObject(page),
    answers: { 200: 'A page of what was not delivered' },
    problems: ['not-allowed'],
  },
  retryUndelivered: {
    method: 'POST',
    path: '/undelivered/{id}/retry',
    summary: 'Have what was not delivered tried again, at the next sweep',
    params: z.strictObject({ id: DeliveryId }),
    query: none,
    answers: { 202: 'What is tried again' },
    problems: ['not-allowed', 'delivery-unknown', 'frozen'],
  },
  keys: {
    method: 'GET',
    path: '/keys',
    summary: 'The public keys that records are checked with (JWK, Ed25519), the present one first',
    params: none,
    query: none,
    answers: { 200: 'The keys' },
    problems: [],
  },
  openApi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    params: none,
    query: none,
    answers: { 200: 'OpenAPI 3.1' },
    problems: [],
  },
  health: {
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the function answers',
    params: none,
    query: none,
    answers: { 200: 'It does' },
    problems: [],
  },
} as const satisfies Record<string, Endpoint>;
