/** What an endpoint of the HTTP interface is, and what several of them take. */
import * as z from 'zod/mini';
import { nameOf } from '../domain/group.ts';
import type { ErrorCode } from '../errors.ts';

export interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  summary: string;
  params: z.ZodMiniType;
  query: z.ZodMiniType;
  body?: z.ZodMiniType;
  /** How the body is sent. Default: `json`. */
  takes?: 'json' | 'form';
  /** The type of what a success is answered with. Default: `application/json`. */
  gives?: string;
  /** What a success is answered with, by status. */
  answers: Record<number, string>;
  /** The codes of the problems that it answers with, beside those that every endpoint has. */
  problems: ErrorCode[];
}

export const none = z.strictObject({});

export const person = z.string().check(z.minLength(1), z.maxLength(200), z.overwrite(nameOf));

/** Which page of a list. */
export const page = {
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(200)), 50),
  cursor: z.optional(z.string().check(z.maxLength(20_000))),
};
