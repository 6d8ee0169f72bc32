/** What of a value does not fit a form, by its path. */
import { describe, expect, it } from 'vitest';
import { misfits } from '../../../shared/domain/form.ts';

const LINES = {
  type: 'object',
  properties: {
    lines: {
      type: 'array',
      items: { type: 'object', properties: { 'a/b~c': { type: 'integer' } }, required: ['a/b~c'] },
    },
  },
  additionalProperties: false,
};

describe('misfits', () => {
  it('finds nothing where the value fits', () => {
    expect(misfits({ lines: [{ 'a/b~c': 1 }] }, LINES, 'value')).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['in a list', { lines: [{ 'a/b~c': 1 }, { 'a/b~c': 'x' }] }, 'value.lines.1.a/b~c'],
    ['that is missing', { lines: [{}] }, 'value.lines.0'],
    ['of the whole', 'x', 'value'],
    ['that nobody asked for', { other: 1 }, 'value.other'],
  ])('names the deepest place %s', (_, value, path) => {
    expect(misfits(value, LINES, 'value').map((error) => error.path)).toEqual([path]);
  });

  it('names all that is left out, also beside what lies deeper', () => {
    const form = {
      ...{ type: 'object', required: ['to', 'at'] },
      properties: { at: { type: 'object', properties: { day: { type: 'string' } }, required: ['day'] } },
    };

    expect(misfits({ at: {} }, form, 'value')).toMatchObject([
      { path: 'value', message: expect.stringContaining('"to"') },
      { path: 'value.at', message: expect.stringContaining('"day"') },
    ]);
  });

  it('says of a field that nobody asked for that it is to be left out', () => {
    expect(misfits({ other: 1 }, LINES, 'value')).toEqual([
      { path: 'value.other', message: 'is not a field of the form; leave it out' },
    ]);
  });

  it.each([
    [
      'a text where a percent sign is a field’s name',
      { type: 'object', additionalProperties: { type: 'number' } },
      { '100%': 'x' },
      'value.100%',
    ],
    ['a pattern', { type: 'string', pattern: '^a+$' }, 'b', 'value'],
    ['an enum', { enum: ['a', 'b'] }, 'c', 'value'],
    ['a format', { type: 'string', format: 'email' }, 'nobody', 'value'],
  ])('checks %s', (_, form, value, path) => {
    expect(misfits(value, form, 'value').map((error) => error.path)).toEqual([path]);
  });
});
