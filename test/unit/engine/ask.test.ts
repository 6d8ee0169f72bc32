/** What a workflow says of an approval, and how it becomes what people are asked. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decode } from '../../../shared/domain/value.ts';
import { type ApprovalOptions, askOf } from '../../../shared/engine/ask.ts';
import { NOW, plus } from '../../support/clock.ts';

const ASKING = { workflow: 'refund', version: '1', epoch: 3, now: NOW };
const ask = (options: ApprovalOptions<unknown> = {}, key = 'approve') => askOf(key, options, ASKING);
const FORM = z.object({ amount: z.number().max(40) });

describe('askOf', () => {
  it('asks anybody under the key where nothing else is said', () => {
    expect(ask()).toEqual({
      key: 'approve',
      title: 'approve',
      assignee: [],
      digest: expect.stringMatching(/^[\w-]{43}$/),
      epoch: 3,
      since: NOW,
    });
  });

  it('keeps what people see, and of whom it is asked', () => {
    const asked = ask({
      ...{
        title: 'Refund 40',
        details: { at: new Date(0) },
        form: FORM,
        proposed: { amount: 40 },
        metadata: new Set([1]),
      },
      ...{ assignee: 'finance', approvers: ['ceo', 'cfo'], allow: ['approve', 'reject'] },
    });

    expect(asked).toMatchObject({
      title: 'Refund 40',
      assignee: ['finance'],
      approvers: ['ceo', 'cfo'],
      allow: ['approve', 'reject'],
    });
    expect(asked.form).toMatchObject({ properties: { amount: { maximum: 40 } } });
    expect(decode(asked.details ?? '')).toEqual({ at: new Date(0) });
    expect(decode(asked.proposed ?? '')).toEqual({ amount: 40 });
    expect(decode(asked.metadata ?? '')).toEqual(new Set([1]));
  });

  it('counts every time from the asking, and puts reminders and escalations in order', () => {
    const asked = ask({
      ...{ timeout: '24h', remind: ['12h', '1h'] },
      escalate: [
        { after: '8h', to: 'ceo' },
        { after: '2h', to: 'head' },
      ],
    });

    expect(asked.expiresAt).toBe(plus('24h'));
    expect(asked.events).toEqual([
      { kind: 'remind', at: plus('1h') },
      { kind: 'escalate', at: plus('2h'), to: 'head' },
      { kind: 'escalate', at: plus('8h'), to: 'ceo' },
      { kind: 'remind', at: plus('12h') },
    ]);
  });

  it('D1: rejects by default when time is over, and keeps the declared default', () => {
    expect(ask({ timeout: '1h', onTimeout: 'reject' })).not.toHaveProperty('onTimeout');
    const { onTimeout } = ask({ timeout: '1h', onTimeout: { approve: { amount: 1 } } });
    expect(onTimeout && 'approve' in onTimeout && decode(onTimeout.approve)).toEqual({ amount: 1 });
    expect(ask({ timeout: '1h', onTimeout: { escalate: 'ceo' } })).toMatchObject({
      onTimeout: { escalate: 'ceo', until: plus('2h') },
    });
  });

  it.each<[string, ApprovalOptions<unknown>, RegExp]>([
    [
      'a proposed value that does not fit the form',
      { form: FORM, proposed: { amount: 41 } },
      /proposed\.amount does not fit the form/,
    ],
    [
      'a default that does not fit the form',
      { form: FORM, timeout: '1h', onTimeout: { approve: { amount: 41 } } },
      /onTimeout\.approve\.amount does not fit/,
    ],
    ['a default without a timeout', { onTimeout: { approve: 1 } }, /onTimeout has no timeout/],
    ['a default that there is not', { timeout: '1h', onTimeout: 'accept' as 'reject' }, /onTimeout must be/],
    ['a timeout that is none', { timeout: 'soon' as '1h' }, /Approval "approve": timeout: "soon" is no duration/],
    ['a reminder that is none', { remind: ['1h', 'soon' as '1h'] }, /remind\[1\]: "soon"/],
    [
      'an escalation that is none',
      { escalate: [{ after: 'soon' as '1h', to: 'ceo' }] },
      /escalate\[0\]\.after: "soon"/,
    ],
    [
      'a reminder after the timeout',
      { timeout: '1h', remind: ['2h'] },
      /remind\[0\] of 2h comes after the timeout of 1h/,
    ],
    [
      'an escalation at the timeout',
      { timeout: '1h', escalate: [{ after: '1h', to: 'ceo' }] },
      /escalate\[0\]\.after of 1h comes after the timeout/,
    ],
    ['a form that JSON Schema cannot say', { form: z.object({ at: z.date() }) }, /form\.at is a date/],
    ['a timeout beyond the year 9999', { timeout: '9999999d' }, /timeout/],
  ])('refuses %s', (_, options, message) => {
    expect(() => ask(options)).toThrow(
      expect.objectContaining({ code: 'invalid-approval', message: expect.stringMatching(message) }),
    );
  });

  it.each(['', 'a b', 'a#b', 'x'.repeat(201)])('refuses the key %o', (key) => {
    expect(() => ask({}, key)).toThrow(
      expect.objectContaining({ code: 'invalid-approval', message: expect.stringContaining('key') }),
    );
  });

  it('A5: refuses details that cannot be kept, and names the path', () => {
    expect(() => ask({ details: { pay: () => {} } })).toThrow(
      expect.objectContaining({
        code: 'value-not-kept',
        message: expect.stringContaining('details of approval "approve" cannot be kept at pay'),
      }),
    );
  });
});
