/** Describes the HTTP interface (OpenAPI 3.1), from the very schemas that parse what is sent. */
import * as z from 'zod/mini';
import { ERRORS, type ErrorCode } from '../errors.ts';
import { API } from './api.ts';
import type { Endpoint } from './endpoint.ts';

const ALWAYS: ErrorCode[] = ['invalid-input', 'unauthenticated', 'internal'];
const WITH_BODY: ErrorCode[] = ['invalid-json', 'payload-too-large', 'unsupported-media-type'];

const TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

const schemaOf = (schema: z.ZodMiniType): Record<string, unknown> => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

function parametersOf(schema: z.ZodMiniType, where: 'path' | 'query') {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: property,
  }));
}

function problemsOf({ problems, body, gives }: Endpoint): Record<string, unknown> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...problems, ...ALWAYS, ...(body ? WITH_BODY : [])])) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('; '),
        content: gives?.startsWith('text/html')
          ? { [gives]: {} }
          : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function operationOf(name: string, endpoint: Endpoint) {
  const answers = Object.entries(endpoint.answers).map(([status, description]) => [
    status,
    { description, content: { [endpoint.gives ?? 'application/json']: {} } },
  ]);
  return {
    operationId: name,
    summary: endpoint.summary,
    parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
    ...(endpoint.body && {
      requestBody: {
        required: true,
        content: { [TYPES[endpoint.takes ?? 'json']]: { schema: schemaOf(endpoint.body) } },
      },
    }),
    responses: { ...problemsOf(endpoint), ...Object.fromEntries(answers) },
  };
}

const PROBLEM = {
  type: 'object',
  description: 'Problem details (RFC 9457)',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(ERRORS) },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
    decision: { type: 'object' },
    runs: { type: 'array', items: { type: 'string' } },
    digest: { type: 'string' },
  },
};

export function openApi(): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(API)) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: '1',
      description: 'Workflows that wait for people. Times are ISO 8601 in UTC.',
    },
    paths,
    components: { schemas: { Problem: PROBLEM } },
  };
}
