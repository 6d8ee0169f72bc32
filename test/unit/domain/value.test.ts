/** Values as they are written down, and as JSON shows them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, shown, toJson } from '../../../shared/domain/value.ts';

const again = (value: unknown): unknown => decode(encode(value, 'value'));

class Money {
  amount = 40;
}

describe('encode and decode', () => {
  it.each([
    ['a date', new Date('2026-02-03T04:05:06.007Z')],
    ['a map', new Map<unknown, unknown>([[{ a: 1 }, [2]]])],
    ['a set', new Set([1, 'a', undefined])],
    ['a bigint', 2n ** 70n],
    ['undefined', undefined],
    ['null', null],
    ['NaN', Number.NaN],
    ['minus zero', -0],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['undefined within', { a: undefined, b: [undefined, null] }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['bytes', new Uint8Array([1, 2, 255])],
    ['text of all kinds', '"\\\u2028\u0000🚀\ud800'],
  ])('A5: keeps %s', (_, value) => {
    expect(again(value)).toStrictEqual(value);
  });

  it('A5: keeps a cycle', () => {
    const value: { self?: unknown; name: string } = { name: 'loop' };
    value.self = value;

    const kept = again(value) as typeof value;

    expect(kept.self).toBe(kept);
    expect(kept.name).toBe('loop');
  });

  it('A5: keeps what is the same object the same', () => {
    const one = { a: 1 };

    const kept = again([one, one, { a: 1 }]) as unknown[];

    expect(kept[0]).toBe(kept[1]);
    expect(kept[0]).not.toBe(kept[2]);
  });

  it('A5: keeps an error with its name, fields and causes', () => {
    const inner = Object.assign(new Error('no route'), { name: 'NetworkError', hops: [3] });
    const error = Object.assign(new Error('payment failed', { cause: inner }), { code: 'E_PAY' });

    const kept = again({ error }) as { error: typeof error & { cause: typeof inner } };

    expect(kept.error).toBeInstanceOf(Error);
    expect(kept.error).toMatchObject({ name: 'Error', message: 'payment failed', code: 'E_PAY' });
    expect(kept.error.cause).toBeInstanceOf(Error);
    expect(kept.error.cause).toMatchObject({ name: 'NetworkError', message: 'no route', hops: [3] });
  });

  it.each([
    ['an error', new Error('no')],
    ['an error of a kind', new TypeError('no')],
    ['an error with a cause', new Error('no', { cause: new RangeError('out') })],
    ['a date in a map', new Map([['at', new Date(0)]])],
    ['undefined', [undefined]],
  ])('I5: writes %s down the same after it was read, so that its digest stays the same', (_, value) => {
    const text = encode(value, 'value');

    expect(encode(decode(text), 'value')).toBe(text);
  });

  it('A5: keeps any plain data', () => {
    const data = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: false,
    });

    fc.assert(
      fc.property(data, (value) => {
        fc.pre(!JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? '' : inner))?.includes('__proto__'));
        expect(again(value)).toStrictEqual(value);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each<[string, unknown, string]>([
    ['a function', { refund: { notify: () => {} } }, 'refund.notify'],
    ['a symbol', [1, { tag: Symbol('x') }], '[1].tag'],
    ['an instance of a class', { order: { total: new Money() } }, 'order.total'],
    ['a promise', { later: Promise.resolve(1) }, 'later'],
    ['a function in a map', new Map([['pay', () => {}]]), 'get("pay")'],
    ['a value that is a function itself', () => {}, ''],
  ])('A5: refuses %s and names its path', (_, value, path) => {
    const refused = () => encode(value, 'The value of step "load"');

    expect(refused).toThrow(expect.objectContaining({ code: 'value-not-kept' }));
    expect(refused).toThrow(/^The value of step "load" cannot be kept/);
    expect(refused).toThrow(expect.objectContaining({ details: { errors: [expect.objectContaining({ path })] } }));
  });
});

describe('toJson', () => {
  it('shows what JSON does not know in words that people read', () => {
    const value = {
      at: new Date('2026-02-03T04:05:06.007Z'),
      big: 12n,
      map: new Map([['a', new Set([1])]]),
      odd: [Number.NaN, Number.POSITIVE_INFINITY, undefined],
      error: new TypeError('no', { cause: new Error('why') }),
      nothing: undefined,
    };

    expect(toJson(value)).toEqual({
      at: '2026-02-03T04:05:06.007Z',
      big: '12',
      map: { a: [1] },
      odd: ['NaN', 'Infinity', null],
      error: { name: 'TypeError', message: 'no', cause: { name: 'Error', message: 'why' } },
    });
  });

  it('shows a cycle as such, and the same object twice as it is', () => {
    const one = { a: 1 };
    const loop: Record<string, unknown> = { one, other: one };
    loop.self = loop;

    expect(toJson(loop)).toEqual({ one: { a: 1 }, other: { a: 1 }, self: '[circular]' });
  });

  it('shows undefined as null', () => {
    expect(toJson(undefined)).toBeNull();
  });
});

describe('shown', () => {
  it('shows an encoded value, and leaves one out that is not there', () => {
    expect(shown(encode({ big: 1n }, 'value'))).toEqual({ big: '1' });
    expect(shown(undefined)).toBeUndefined();
  });
});
