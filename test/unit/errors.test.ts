/** The table of errors, and its documentation. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CountersignError, ERRORS, type ErrorCode } from '../../shared/errors.ts';
import { problemOf } from '../../shared/lambda/problem.ts';

const documented = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const codes = Object.keys(ERRORS) as ErrorCode[];

it.each(codes)('documents %s with its status', (code) => {
  expect(documented).toContain(`\n## ${code}\n\n${ERRORS[code].status}. `);
});

it.each(codes)('answers %s as a problem with what goes with it', (code) => {
  const errors = [{ path: 'value', message: 'is wrong' }];

  const problem = problemOf(new CountersignError(code, 'What happened.', { errors }));

  expect(problem).toMatchObject({
    code,
    status: ERRORS[code].status,
    title: ERRORS[code].title,
    detail: 'What happened.',
    errors,
  });
});

it('tells of what nobody expected that it happened, and not what', () => {
  expect(JSON.stringify(problemOf(new Error('password')))).not.toContain('password');
});
