/** The rules of deciding. */
import { describe, expect, it } from 'vitest';
import { systemActor } from '../../../shared/domain/actor.ts';
import { repeatOrRefusal } from '../../../shared/domain/answer-again.ts';
import type { PendingApproval, SettledApproval } from '../../../shared/domain/approval.ts';
import { close, expire } from '../../../shared/domain/approval-moves.ts';
import { decisionOn } from '../../../shared/domain/decide.ts';
import { DecisionInput, type Settlement, WebhookInput } from '../../../shared/domain/decision.ts';
import { applied } from '../../../shared/domain/move.ts';
import { actingOn } from '../../../shared/domain/policy.ts';
import { receiptOf } from '../../../shared/domain/receipt.ts';
import { settle } from '../../../shared/domain/settle.ts';
import { decode, encode } from '../../../shared/domain/value.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { aPendingApproval, aSettledApproval, aSettlement, person } from '../../support/builders.ts';
import { plus } from '../../support/clock.ts';

const ann = person('ann@example.com', ['finance']);
const AT = plus('1h');

const FORM = {
  type: 'object',
  properties: { amount: { type: 'number', maximum: 40 }, note: { type: 'string' } },
  required: ['amount'],
  additionalProperties: false,
};
const proposing = (fields: Partial<PendingApproval> = {}) =>
  aPendingApproval({ form: FORM, proposed: encode({ amount: 40 }, 'proposed'), ...fields });

const decide = (approval: PendingApproval, input: DecisionInput, actor = ann): Settlement => {
  const { settlement } = decisionOn(approval, input, actingOn(approval, actor), AT).set;
  if (!settlement) throw new Error('It is not settled.');
  return settlement;
};
const decidedValue = (approval: PendingApproval, input: DecisionInput) => {
  const { value } = decide(approval, input);
  return value === undefined ? undefined : decode(value);
};

describe('decisionOn', () => {
  it('says who decided what, when, by which proof, and on what', () => {
    const approval = proposing();

    expect(decide(approval, { action: 'approve', comment: 'Fine.' })).toEqual({
      ...{ action: 'approve', value: approval.proposed, comment: 'Fine.' },
      ...{ by: 'ann@example.com', at: AT, proof: 'jwt', digest: approval.digest },
    });
  });

  describe('approve', () => {
    it('means the proposed value where none is sent', () => {
      expect(decidedValue(proposing(), { action: 'approve' })).toEqual({ amount: 40 });
    });

    it('takes a value that fits the form', () => {
      expect(decidedValue(proposing(), { action: 'approve', value: { amount: 12, note: 'part' } })).toEqual({
        amount: 12,
        note: 'part',
      });
    });

    it('B3: of a gate means its arguments as they are, also where a form is asked for', () => {
      const gate = proposing({ proposed: undefined, pendingArgs: encode({ amount: 40 }, 'pendingArgs') });

      expect(decidedValue(gate, { action: 'approve' })).toBeUndefined();
      expect(decidedValue(gate, { action: 'edit', originalValue: { amount: 40 }, editedValue: { amount: 7 } })).toEqual(
        {
          amount: 7,
        },
      );
      expect(() => decide(gate, { action: 'edit', originalValue: { amount: 41 }, editedValue: { amount: 7 } })).toThrow(
        /not what is proposed/,
      );
    });

    it('has no value where nothing is asked for and nothing proposed', () => {
      expect(decidedValue(aPendingApproval(), { action: 'approve' })).toBeUndefined();
    });

    it('takes any value where there is no form', () => {
      expect(decidedValue(aPendingApproval(), { action: 'approve', value: null })).toBeNull();
      expect(decidedValue(aPendingApproval(), { action: 'approve', value: [1, { a: 'b' }] })).toEqual([1, { a: 'b' }]);
    });

    it('needs a value where the form asks for one and nothing is proposed', () => {
      expect(() => decide(proposing({ proposed: undefined }), { action: 'approve' })).toThrow(
        refusal('invalid-input', ['value']),
      );
    });

    it.each<[string, unknown, string[]]>([
      ['is too large', { amount: 41 }, ['value.amount']],
      ['is of another type', { amount: '40' }, ['value.amount']],
      ['leaves a field out', { note: 'x' }, ['value']],
      ['has a field that nobody asked for', { amount: 1, extra: true }, ['value.extra']],
      ['is wrong in two places', { amount: 41, note: 1 }, ['value.amount', 'value.note']],
      ['is null', null, ['value']],
    ])('B5: refuses a value that %s, naming the path', (_, value, paths) => {
      expect(() => decide(proposing(), { action: 'approve', value })).toThrow(refusal('invalid-input', paths));
    });
  });

  describe('reject', () => {
    it('keeps the reason and has no value', () => {
      const settlement = decide(proposing(), { action: 'reject', reason: 'Too much.' });

      expect(settlement).toMatchObject({ action: 'reject', reason: 'Too much.' });
      expect(settlement).not.toHaveProperty('value');
    });

    it('C3: needs a reason', () => {
      expect(() => decide(proposing(), { action: 'reject' })).toThrow(refusal('invalid-input', ['reason']));
    });
  });

  describe('edit', () => {
    it('B5: keeps both values', () => {
      const settlement = decide(proposing(), {
        action: 'edit',
        originalValue: { amount: 40 },
        editedValue: { amount: 30 },
      });

      expect(decode(settlement.value ?? '')).toEqual({ amount: 30 });
      expect(decode(settlement.originalValue ?? '')).toEqual({ amount: 40 });
    });

    it.each<[Partial<DecisionInput>, string]>([
      [{ editedValue: { amount: 30 } }, 'originalValue'],
      [{ originalValue: { amount: 40 } }, 'editedValue'],
    ])('C3: needs both values: %o is refused at %s', (values, path) => {
      expect(() => decide(proposing(), { action: 'edit', ...values })).toThrow(refusal('invalid-input', [path]));
    });

    it('B5: refuses an edited value that does not fit the form, naming the path', () => {
      const edit = { action: 'edit' as const, originalValue: { amount: 40 }, editedValue: { amount: 50 } };

      expect(() => decide(proposing(), edit)).toThrow(refusal('invalid-input', ['editedValue.amount']));
    });

    it('I5: refuses where the original value is not what is proposed', () => {
      const edit = { action: 'edit' as const, originalValue: { amount: 39 }, editedValue: { amount: 30 } };

      expect(() => decide(proposing(), edit)).toThrow(expect.objectContaining({ code: 'changed' }));
    });

    it('compares the original value whatever the order of its fields', () => {
      const approval = aPendingApproval({ proposed: encode({ a: 1, b: { c: 2, d: 3 } }, 'proposed') });

      expect(
        decidedValue(approval, { action: 'edit', originalValue: { b: { d: 3, c: 2 }, a: 1 }, editedValue: 'x' }),
      ).toBe('x');
    });

    it('takes any original value where nothing is proposed', () => {
      expect(decidedValue(aPendingApproval(), { action: 'edit', originalValue: 1, editedValue: 2 })).toBe(2);
    });
  });

  describe('cancel', () => {
    it('needs nothing, and keeps a reason', () => {
      expect(decide(proposing(), { action: 'cancel' })).not.toHaveProperty('value');
      expect(decide(proposing(), { action: 'cancel', reason: 'Ordered twice.' })).toMatchObject({
        reason: 'Ordered twice.',
      });
    });
  });

  it('refuses an action that the approval does not take', () => {
    const approval = proposing({ allow: ['approve', 'reject'] });

    expect(() =>
      decide(approval, { action: 'edit', originalValue: { amount: 40 }, editedValue: { amount: 1 } }),
    ).toThrow(
      expect.objectContaining({
        code: 'not-allowed',
        message: 'This approval does not take "edit"; it takes approve, reject.',
      }),
    );
  });

  it('takes another value than the proposed one for the edit that it is', () => {
    const approve = (value: unknown) => ({ action: 'approve' as const, value });
    const noEdits = proposing({ allow: ['approve', 'reject'] });
    const noForm = aPendingApproval({ proposed: encode({ amount: 40 }, 'proposed') });

    expect(() => decide(noEdits, approve({ amount: 30 }))).toThrow(
      expect.objectContaining({
        code: 'not-allowed',
        message: 'This approval takes the proposed value only; leave value out.',
      }),
    );
    expect(decidedValue(noEdits, approve({ amount: 40 }))).toEqual({ amount: 40 });
    expect(() => decide(noForm, approve({ amount: 30 }))).toThrow(refusal('invalid-input', ['value']));
    expect(decidedValue(noForm, approve({ amount: 40 }))).toEqual({ amount: 40 });
  });

  it('refuses whoever is not asked, and says who is', () => {
    const bob = person('bob@example.com', ['legal']);

    expect(() => decide(proposing(), { action: 'approve' }, bob)).toThrow(
      expect.objectContaining({
        code: 'not-allowed',
        message: 'bob@example.com may not decide this; it is for finance.',
      }),
    );
  });

  it('refuses whoever is not known where anybody known may decide', () => {
    const nobody = person('unknown', [], 'none');

    expect(() => decide(proposing({ assignee: [] }), { action: 'approve' }, nobody)).toThrow(
      expect.objectContaining({ code: 'not-allowed' }),
    );
  });

  it('I5: refuses a decision on what was shown before it changed, and tells the present digest', () => {
    expect(() => decide(proposing(), { action: 'approve', digest: 'digest-0' })).toThrow(
      expect.objectContaining({ code: 'changed', details: { digest: 'digest-1' } }),
    );
    expect(decide(proposing(), { action: 'approve', digest: 'digest-1' }).digest).toBe('digest-1');
  });

  it.each([
    ['of a name that objects cannot have', '{"__proto__": 1}'],
    ['nested too deeply', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ])('refuses a value that cannot be kept, %s, as bad input and not as a fault of its own', (_, json) => {
    const hostile: unknown = JSON.parse(json);

    expect(() => decide(aPendingApproval(), { action: 'approve', value: hostile })).toThrow(
      refusal('invalid-input', ['value']),
    );
    expect(() => decide(aPendingApproval(), { action: 'edit', originalValue: 1, editedValue: hostile })).toThrow(
      refusal('invalid-input', ['editedValue']),
    );
  });
});

describe('settle', () => {
  it('I1: holds only while the approval is pending as it was seen', () => {
    const approval = aPendingApproval({ revision: 3 });
    const settlement = aSettlement({ action: 'reject' });

    const move = settle(approval, settlement);

    expect(move.when).toEqual([{ status: ['pending'], epoch: [1], revision: [3] }]);
    expect(applied(move, approval)).toEqual({ ...approval, status: 'rejected', settlement, revision: 4 });
  });
});

const settledBy = (move: ReturnType<typeof settle>, approval: PendingApproval): SettledApproval =>
  ({ ...approval, ...move.set }) as SettledApproval;

describe('repeatOrRefusal', () => {
  const decided = (input: DecisionInput, actor = ann, approval = proposing()) =>
    settledBy(settle(approval, decide(approval, input, actor)), approval);

  it.each<DecisionInput>([
    { action: 'approve' },
    { action: 'approve', value: { amount: 12, note: 'part' } },
    { action: 'reject', reason: 'Too much.' },
    { action: 'edit', originalValue: { amount: 40 }, editedValue: { amount: 30 } },
    { action: 'cancel' },
    { action: 'cancel', reason: 'Ordered twice.' },
  ])('C3: gives the approval again to the same person for the same decision: %o', (input) => {
    const approval = decided(input);

    expect(repeatOrRefusal(approval, input, ann)).toEqual(receiptOf(approval));
  });

  it('C3: takes the proposed value, sent or left out, for the same decision', () => {
    expect(
      repeatOrRefusal(decided({ action: 'approve' }), { action: 'approve', value: { amount: 40 } }, ann),
    ).not.toBeInstanceOf(CountersignError);
    expect(
      repeatOrRefusal(decided({ action: 'approve', value: { amount: 40 } }), { action: 'approve' }, ann),
    ).not.toBeInstanceOf(CountersignError);
  });

  it.each<[string, DecisionInput, typeof ann]>([
    ['the same decision of another person', { action: 'approve' }, person('bob@example.com', ['finance'])],
    ['another value', { action: 'approve', value: { amount: 12 } }, ann],
    ['another action', { action: 'reject', reason: 'Too much.' }, ann],
    ['an edit', { action: 'edit', originalValue: { amount: 40 }, editedValue: { amount: 40 } }, ann],
  ])('C3: refuses %s, and says who decided what and when', (_, input, actor) => {
    const approval = decided({ action: 'approve' });

    const answer = repeatOrRefusal(approval, input, actor);

    expect(answer).toMatchObject({
      code: 'already-decided',
      message: 'This approval was approved by ann@example.com on Mon 5 Jan 2026, 10:00 UTC.',
      details: {
        decision: {
          action: 'approve',
          status: 'approved',
          value: { amount: 40 },
          by: 'ann@example.com',
          at: AT,
          proof: 'jwt',
        },
      },
    });
  });

  it('C3: refuses another reason of the same rejection', () => {
    const approval = decided({ action: 'reject', reason: 'Too much.' });

    expect(repeatOrRefusal(approval, { action: 'reject', reason: 'Too late.' }, ann)).toMatchObject({
      code: 'already-decided',
    });
  });

  it('refuses a repetition by somebody unknown, who may be anybody', () => {
    const nobody = person('unknown', [], 'local');
    const approval = decided({ action: 'approve' }, nobody);

    expect(repeatOrRefusal(approval, { action: 'approve' }, nobody)).toMatchObject({ code: 'already-decided' });
  });

  it.each<[string, SettledApproval, string, RegExp]>([
    ['expired', timedOut({}), 'expired', /nobody had decided/],
    [
      'approved by its declared default',
      timedOut({ onTimeout: { approve: encode(1, 'v') } }),
      'expired',
      /declared default/,
    ],
    [
      'cancelled by a person',
      decided({ action: 'cancel' }, person('bob@example.com', ['finance'])),
      'cancelled',
      /cancelled by bob/,
    ],
    ['closed with its run', settledBy(close(proposing(), AT), proposing()), 'cancelled', /run ended/],
    [
      'superseded',
      aSettledApproval({ status: 'superseded', settlement: aSettlement({ by: 'bob@example.com' }) }),
      'superseded',
      /asks this no more/,
    ],
  ])('C3: refuses a decision on an approval that was %s, with its own code', (_, approval, code, message) => {
    const answer = repeatOrRefusal(approval, { action: 'approve' }, ann);

    expect(answer).toMatchObject({
      code,
      message: expect.stringMatching(message),
      details: { decision: { status: approval.status } },
    });
  });

  it('does not take a person called "timeout" for the timeout', () => {
    const impostor = person('timeout', ['finance'], 'local');
    const approval = decided({ action: 'approve' }, impostor);

    expect(repeatOrRefusal(approval, { action: 'reject', reason: 'no' }, ann)).toMatchObject({
      code: 'already-decided',
    });
    expect(repeatOrRefusal(approval, { action: 'approve' }, impostor)).toEqual(receiptOf(approval));
  });

  it('never takes the system for the person who repeats a decision', () => {
    const approval = timedOut({ onTimeout: { approve: encode({ amount: 40 }, 'v') } });

    expect(repeatOrRefusal(approval, { action: 'approve' }, systemActor('timeout'))).toMatchObject({ code: 'expired' });
  });
});

describe('DecisionInput', () => {
  it('trims the words and refuses empty ones', () => {
    expect(DecisionInput.parse({ action: 'reject', reason: '  Too much. ' })).toEqual({
      action: 'reject',
      reason: 'Too much.',
    });
    expect(DecisionInput.safeParse({ action: 'reject', reason: '   ' }).success).toBe(false);
    expect(DecisionInput.safeParse({ action: 'approve', comment: 'x'.repeat(2_001) }).success).toBe(false);
  });

  it('takes no field that it does not know', () => {
    expect(DecisionInput.safeParse({ action: 'approve', vlaue: 1 }).success).toBe(false);
    expect(DecisionInput.safeParse({ action: 'expire' }).success).toBe(false);
    expect(DecisionInput.safeParse({}).success).toBe(false);
  });

  it('C10: is what the webhook takes, with a key and perhaps a run', () => {
    expect(WebhookInput.safeParse({ key: 'deploy', action: 'approve' }).success).toBe(true);
    expect(WebhookInput.safeParse({ key: 'deploy', runId: 'run-1', action: 'approve' }).success).toBe(true);
    expect(WebhookInput.safeParse({ action: 'approve' }).success).toBe(false);
    expect(WebhookInput.safeParse({ key: 'a b', action: 'approve' }).success).toBe(false);
    expect(WebhookInput.safeParse({ key: 'deploy', action: 'approve', other: 1 }).success).toBe(false);
  });
});

function timedOut(fields: Partial<PendingApproval>): SettledApproval {
  const approval = proposing({ expiresAt: plus('24h'), ...fields });
  return settledBy(expire(approval), approval);
}

function refusal(code: string, paths: string[]) {
  return expect.objectContaining({ code, details: { errors: paths.map((path) => expect.objectContaining({ path })) } });
}
