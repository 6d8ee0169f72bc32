/** Workflows as data, and the registry that finds them. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { digestOf, sha256 } from '../../../shared/domain/digest.ts';
import { runErrorOf, StepFailure } from '../../../shared/engine/failures.ts';
import { err, isErr, isOk, isResult, ok } from '../../../shared/engine/result.ts';
import { createRegistry, defineWorkflow } from '../../../shared/engine/workflow.ts';
import { CountersignError, isCountersignError } from '../../../shared/errors.ts';
import { workflowOf } from '../../support/workflows.ts';

const named = (name: string, version = '1') => workflowOf(name, async () => 1, version);

describe('defineWorkflow', () => {
  it('parses the input, and names each field that does not fit', async () => {
    const workflow = defineWorkflow({
      ...{ name: 'refund', version: '1' },
      input: z.object({ amount: z.coerce.number().positive(), lines: z.array(z.object({ sku: z.string() })) }),
      run: async () => 1,
    });

    expect(await workflow.parse({ amount: '40', lines: [] })).toEqual({ amount: 40, lines: [] });
    await expect(workflow.parse({ amount: -1, lines: [{ sku: 1 }] })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { errors: [{ path: 'input.amount' }, { path: 'input.lines.0.sku' }] },
    });
    await expect(workflow.parse(undefined)).rejects.toMatchObject({ details: { errors: [{ path: 'input' }] } });
  });

  it('waits for a check of the input that takes its time', async () => {
    const input = z.string().refine(async (text) => text === 'known', 'is not known');
    const workflow = defineWorkflow({ name: 'a', version: '1', input, run: async () => 1 });

    expect(await workflow.parse('known')).toBe('known');
    await expect(workflow.parse('other')).rejects.toMatchObject({ message: 'input: is not known' });
  });

  it.each(['', 'a b', 'x'.repeat(65), 'a/b'])('refuses the name and the version %o', (bad) => {
    expect(() => named(bad)).toThrow(
      expect.objectContaining({ code: 'invalid-workflow', message: expect.stringContaining('name') }),
    );
    expect(() => named('a', bad)).toThrow(
      expect.objectContaining({ code: 'invalid-workflow', message: expect.stringContaining('version') }),
    );
  });
});

describe('createRegistry', () => {
  it('finds a version, and the latest of a name', () => {
    const [one, two, other] = [named('a', '1'), named('a', '2'), named('b')];
    const registry = createRegistry([one, other, two]);

    expect(registry.latest('a')).toBe(two);
    expect(registry.find('a', '1')).toBe(one);
    expect(registry.find('a', '3')).toBeUndefined();
    expect(registry.latest('c')).toBeUndefined();
  });

  it('refuses two of one name and version', () => {
    expect(() => createRegistry([named('a'), named('a')])).toThrow(
      expect.objectContaining({ code: 'invalid-workflow' }),
    );
  });
});

describe('digestOf', () => {
  it('is the SHA-256 of the canonical JSON', () => {
    expect(digestOf({ b: 1, a: [2, { d: 3, c: 'ä' }] })).toBe(sha256('{"a":[2,{"c":"ä","d":3}],"b":1}'));
    expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
    expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }));
    expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});

describe('results', () => {
  it('are told from other values', () => {
    expect(isOk(ok(1)) && isErr(err('no'))).toBe(true);
    expect([ok(undefined), err(undefined)].every(isResult)).toBe(true);
    expect([null, 1, {}, { ok: true }, { ok: 'yes', value: 1 }, { ok: false, value: 1 }].some(isResult)).toBe(false);
  });
});

describe('errors', () => {
  it('have a code, a status and perhaps a cause', () => {
    const cause = new Error('why');
    const error = new CountersignError('run-busy', 'Busy.', { runs: ['a'], cause });

    expect(error).toMatchObject({
      name: 'CountersignError',
      code: 'run-busy',
      status: 409,
      details: { runs: ['a'] },
      cause,
    });
    expect(isCountersignError(error, 'run-busy')).toBe(true);
    expect(isCountersignError(error, 'internal')).toBe(false);
    expect(isCountersignError(cause)).toBe(false);
  });

  it('name the code of an error of ours that a step threw', () => {
    const thrown = new StepFailure('load', new CountersignError('run-unknown', 'No run.'), true);

    expect(runErrorOf({ thrown, wasReturned: false })).toEqual({
      code: 'run-unknown',
      message: 'Step "load" failed: No run.',
      stepKey: 'load',
    });
  });

  it.each<[unknown, string]>([
    [new Error(''), 'Error'],
    [{ message: 7 }, '7'],
    [{ a: 1 }, '{"a":1}'],
    [7n, '7'],
    [Symbol('x'), 'Symbol(x)'],
  ])('put what was thrown in words: %o', (thrown, message) => {
    expect(runErrorOf({ thrown, wasReturned: false })).toEqual({ code: 'unexpected-error', message });
  });
});
