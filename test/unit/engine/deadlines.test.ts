/** The times of an approval, as they are declared, and what the system makes of them. */
import { describe, expect, it } from 'vitest';
import { decode } from '../../../shared/domain/value.ts';
import { createApprovalStep } from '../../../shared/engine/approval-step.ts';
import type { BusinessHours } from '../../../shared/engine/business-hours.ts';
import { checkTimes, type Deadlines, timesOf } from '../../../shared/engine/deadlines.ts';
import { ApprovalExpired, isApprovalRejected } from '../../../shared/engine/failures.ts';
import { gatedStep } from '../../../shared/engine/gated-step.ts';
import { NOW, plus } from '../../support/clock.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const times = (options: Deadlines, since = NOW) => timesOf('budget', options, since);
/** `NOW` is a Monday, at ten o’clock in Berlin. */
const HOURS: BusinessHours = { zone: 'Europe/Berlin', days: 'Mon-Fri', from: '09:00', to: '17:00' };
const at = (time: string) => ({ at: new Date(time) });

const refusal = (message: string) =>
  expect.objectContaining({
    code: 'invalid-approval',
    message: expect.stringContaining(`Approval "budget": ${message}`),
  });

describe('timesOf', () => {
  it('says nothing where nothing is declared', () => {
    expect(times({})).toEqual({});
    expect(times({ timeout: '1h', onTimeout: 'reject' })).toEqual({ expiresAt: plus('1h') });
  });

  it('D1: takes an instant for the deadline', () => {
    expect(times({ timeout: at(plus('36h')) })).toEqual({ expiresAt: plus('36h') });
  });

  it('D1: takes an instant that is over, which makes the approval overdue at once', () => {
    expect(times({ timeout: at('2026-01-01T00:00:00.000Z') })).toEqual({ expiresAt: '2026-01-01T00:00:00.000Z' });
  });

  it('D1: keeps what happens then', () => {
    expect(times({ timeout: '1h', onTimeout: 'fail' }).onTimeout).toEqual({ fail: true });
    expect(times({ timeout: at(NOW), onTimeout: 'fail' }).onTimeout).toEqual({ fail: true });
    const { onTimeout } = times({ timeout: '1h', onTimeout: { approve: new Date(0) } });
    expect(onTimeout && 'approve' in onTimeout && decode(onTimeout.approve)).toEqual(new Date(0));
  });

  it.each<[string, Deadlines, string]>([
    ['a duration', { timeout: '24h' }, plus('48h')],
    ['an instant', { timeout: at(plus('36h')) }, plus('72h')],
    ['an instant that is over', { timeout: at('2026-01-01T00:00:00.000Z') }, '2026-01-01T00:00:00.000Z'],
    ['business hours', { timeout: '1d', businessHours: HOURS }, '2026-01-07T09:00:00.000Z'],
  ])('D1: says until when somebody else is asked, with %s', (_, options, until) => {
    expect(times({ ...options, onTimeout: { escalate: 'head' } }).onTimeout).toEqual({ escalate: 'head', until });
  });

  it('D2: reminds as often as is said, as long as there is time left', () => {
    const remind = { every: '6h', max: 5 } as const;

    expect(times({ remind }).events?.map((event) => event.at)).toEqual(
      (['6h', '12h', '18h', '24h', '30h'] as const).map(plus),
    );
    expect(times({ remind, timeout: '24h' }).events).toHaveLength(3);
    expect(times({ remind, timeout: '25h' }).events).toHaveLength(4);
    expect(times({ remind, timeout: '6h' })).toEqual({ expiresAt: plus('6h') });
    expect(times({ remind, timeout: at(plus('13h')) }).events).toHaveLength(2);
    expect(times({ remind, timeout: at('2026-01-01T00:00:00.000Z') })).not.toHaveProperty('events');
    expect(times({ remind: { every: '1m', max: 50 } }).events).toHaveLength(50);
  });

  it('D2: puts reminders and escalations in order', () => {
    const escalate = [
      { after: '9h', to: 'ceo' },
      { after: '6h', to: 'head' },
    ] as const;

    expect(times({ remind: { every: '6h', max: 2 }, escalate: [...escalate] }).events).toEqual([
      { kind: 'remind', at: plus('6h') },
      { kind: 'escalate', at: plus('6h'), to: 'head' },
      { kind: 'escalate', at: plus('9h'), to: 'ceo' },
      { kind: 'remind', at: plus('12h') },
    ]);
  });

  it('D1, D2: counts everything in business hours where they are declared', () => {
    const asked = '2026-01-09T15:00:00.000Z'; // Friday, an hour before they close
    const declared = { timeout: '3d', remind: ['2h'], escalate: [{ after: '1d', to: 'head' }] } as const;

    expect(
      times({ ...declared, remind: ['2h'], escalate: [...declared.escalate], businessHours: HOURS }, asked),
    ).toEqual({
      expiresAt: '2026-01-14T15:00:00.000Z',
      events: [
        { kind: 'remind', at: '2026-01-12T09:00:00.000Z' },
        { kind: 'escalate', at: '2026-01-12T15:00:00.000Z', to: 'head' },
      ],
    });
  });

  it('D2: reminds each working day, also from a weekend on', () => {
    const { events } = times(
      { remind: { every: '1d', max: 3 }, businessHours: { ...HOURS, holidays: ['2026-01-13'] } },
      '2026-01-10T12:00:00.000Z',
    );

    expect(events?.map((event) => event.at)).toEqual([
      '2026-01-12T16:00:00.000Z',
      '2026-01-14T16:00:00.000Z',
      '2026-01-15T16:00:00.000Z',
    ]);
  });

  it.each<[string, Deadlines, string]>([
    ['a reminder at an instant', { timeout: at(plus('2h')), remind: ['1h', '2h'] }, 'remind[1] of 2h comes after'],
    [
      'an escalation after an instant',
      { timeout: at(plus('2h')), escalate: [{ after: '3h', to: 'head' }] },
      `escalate[0].after of 3h comes after the timeout of ${plus('2h')}`,
    ],
    ['a timeout beyond the year 9999', { timeout: '9999999d' }, 'timeout of 9999999d ends beyond the year 9999'],
    [
      'a second timeout beyond it',
      { timeout: '2000000d', onTimeout: { escalate: 'head' } },
      'onTimeout.escalate: the second timeout of 2000000d ends beyond the year 9999',
    ],
    ['reminders beyond it', { remind: { every: '2000000d', max: 2 } }, 'remind.every of 2000000d ends beyond'],
  ])('refuses %s once it is asked', (_, options, message) => {
    expect(() => checkTimes('budget', options)).not.toThrow();
    expect(() => times(options)).toThrow(refusal(message));
  });
});

describe('checkTimes', () => {
  it('takes what is sound', () => {
    const options: Deadlines = {
      ...{ timeout: '3d', onTimeout: { escalate: 'head' }, businessHours: HOURS, remind: { every: '1d', max: 50 } },
      escalate: [{ after: '23h', to: 'head' }],
    };

    expect(() => checkTimes('budget', options)).not.toThrow();
  });

  it.each<[string, object, string]>([
    ['a timeout that is none', { timeout: 'soon' }, 'timeout: "soon" is no duration'],
    ['a number', { timeout: 24 }, 'timeout: "24" is no duration'],
    ['nothing', { timeout: null }, 'timeout: "null" is no duration'],
    ['a date that is none', { timeout: { at: new Date('x') } }, 'timeout.at Invalid Date is no time'],
    ['a date in words', { timeout: { at: 'tomorrow' } }, 'timeout.at "tomorrow" is no time'],
    ['no date', { timeout: {} }, 'timeout.at undefined is no time'],
    ['a date after the year 9999', { timeout: at('+010000-01-01T00:00:00.000Z') }, 'timeout.at '],
    ['a date before the year 0', { timeout: at('-000001-01-01T00:00:00.000Z') }, 'timeout.at '],
    ['a default without a timeout', { onTimeout: 'fail' }, 'onTimeout has no timeout to follow'],
    ['a default that there is not', { timeout: '1h', onTimeout: 'accept' }, "onTimeout must be 'reject', 'fail', {"],
    ['no default', { timeout: '1h', onTimeout: null }, 'onTimeout must be'],
    ['nobody to escalate to', { timeout: '1h', onTimeout: { escalate: 'a b' } }, 'onTimeout.escalate "a b" must be'],
    ['a reminder that is none', { remind: ['1h', 'soon'] }, 'remind[1]: "soon" is no duration'],
    ['a reminder after the timeout', { timeout: '1h', remind: ['30m', '2h'] }, 'remind[1] of 2h comes after'],
    ['a reminder at the timeout', { timeout: '60m', remind: ['1h'] }, 'remind[0] of 1h comes after the timeout of 60m'],
    [
      'a reminder after a working day',
      { timeout: '8h', remind: ['1d'], businessHours: HOURS },
      'remind[0] of 1d comes after the timeout of 8h',
    ],
    ['reminders that are no list', { remind: '1h' }, 'remind must be a list of durations, or { every, max }'],
    ['reminders without a rhythm', { remind: { max: 2 } }, 'remind.every: "undefined" is no duration'],
    [
      'reminders without a pause',
      { remind: { every: '0h', max: 2 } },
      'remind.every of 0h must be longer than nothing',
    ],
    [
      'reminders without an end',
      { remind: { every: '1h' } },
      'remind.max undefined must be a whole number from 1 to 50',
    ],
    ['no reminders', { remind: { every: '1h', max: 0 } }, 'remind.max 0 must be'],
    ['too many reminders', { remind: { every: '1h', max: 51 } }, 'remind.max 51 must be'],
    ['half a reminder', { remind: { every: '1h', max: 1.5 } }, 'remind.max 1.5 must be'],
    ['an escalation that is none', { escalate: [{ after: 'soon', to: 'ceo' }] }, 'escalate[0].after: "soon"'],
    [
      'an escalation at the timeout',
      { timeout: '1h', escalate: [{ after: '1h', to: 'ceo' }] },
      'escalate[0].after of 1h comes after the timeout of 1h',
    ],
    [
      'too many escalations',
      { escalate: Array.from({ length: 51 }, (_, i) => ({ after: `${i + 1}h`, to: 'ceo' })) },
      'escalate has 51',
    ],
    ['an escalation to nobody', { escalate: [{ after: '1h', to: '' }] }, 'escalate[0].to "" must be'],
    ['escalations that are no list', { escalate: { after: '1h', to: 'ceo' } }, 'escalate must be a list'],
    ['hours that are not sound', { businessHours: { ...HOURS, days: 'Mon-Fry' } }, 'businessHours.days "Mon-Fry"'],
  ])('refuses %s, and names the field', (_, options, message) => {
    expect(() => checkTimes('budget', options as Deadlines)).toThrow(refusal(message));
    expect(() => times(options as Deadlines)).toThrow(refusal(message));
    expect(() => createApprovalStep({ key: 'budget', ...options })).toThrow(refusal(message));
  });

  it('refuses a gate when it is made, and calls one of many keys a gate', () => {
    const gate = { requiresApproval: true, description: 'Pay', timeout: 'soon' as '1h' };

    expect(() => gatedStep(() => 1, { ...gate, key: 'budget' })).toThrow(refusal('timeout: "soon"'));
    expect(() => gatedStep((of: string) => of, { ...gate, key: (of) => of })).toThrow(
      /^Approval "a gate": timeout: "soon"/,
    );
  });
});

describeOnBothStores('deadlines', (freshStores) => {
  const DEADLINES = { timeout: '1h', onTimeout: 'fail' } as const;
  const caught = async (asking: Promise<unknown>) => asking.catch((error: unknown) => error);
  const asking = workflowOf('asking', ({ approval }) => approval('budget', DEADLINES));
  const inStep = workflowOf('in-step', async ({ step }) =>
    step('ask', createApprovalStep({ key: 'budget', ...DEADLINES }), { retry: { attempts: 3 } }),
  );
  const gate = gatedStep((amount: number) => amount, {
    ...{ key: 'budget', requiresApproval: true, description: 'Pay', ...DEADLINES },
  });
  const gated = workflowOf('gated', async () => gate(40));
  const brave = workflowOf('brave', async ({ approval, step }) => {
    const error = await caught(approval('budget', DEADLINES));
    const isExpired = error instanceof ApprovalExpired && !isApprovalRejected(error);
    return step('note', () => (isExpired ? `${error.approvalKey} ${error.by} ${error.at}` : 'else'));
  });
  const due = workflowOf('due', ({ approval, input }) => approval('budget', { timeout: at(String(input)) }));
  const climbing = workflowOf('climbing', ({ approval }) =>
    approval('budget', { timeout: '1d', onTimeout: { escalate: 'head' }, businessHours: HOURS, assignee: 'finance' }),
  );
  const reminded = workflowOf('reminded', ({ approval }) =>
    approval('budget', { timeout: at(plus('20h')), remind: ['9h'], assignee: 'finance' }),
  );
  const often = workflowOf('often', ({ approval }) =>
    approval('budget', { timeout: '10h', remind: { every: '3h', max: 9 }, assignee: 'finance' }),
  );
  const workflows = [asking, inStep, gated, brave, due, climbing, reminded, often];

  const begin = async (workflow: string, input?: unknown) => {
    const stores = await freshStores();
    const system = createTestSystem({ workflows, stores });
    const { run } = await system.start(workflow, input);
    await system.drain();
    return { system, stores, runId: run.runId, view: () => system.view(run.runId) };
  };

  it.each(['asking', 'in-step', 'gated'])(
    'D1: fails where nobody decided in time and that is declared: %s',
    async (name) => {
      const { system, stores, runId, view } = await begin(name);

      await system.pass('1h');

      expect(await view()).toMatchObject({
        status: 'failed',
        error: {
          ...{ code: 'approval-expired', approvalKey: 'budget', expired: true, by: 'timeout' },
          message: 'Approval "budget" was not decided in time: Nobody decided within 1h.',
        },
      });
      expect(await stores.approvals.get(runId, 'budget')).toMatchObject({
        status: 'expired',
        settlement: { action: 'expire' },
      });
      expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed', 'expired', 'run-failed']);
      expect(system.givenUp).toEqual([]);
    },
  );

  it('D1: is told no where people said no, though it is to fail without them', async () => {
    const { system, runId, view } = await begin('asking');

    await system.decide(runId, 'budget', { action: 'reject', reason: 'Too much.' });
    await system.drain();

    expect(await view()).toMatchObject({ status: 'failed', error: { code: 'approval-rejected', reason: 'Too much.' } });
  });

  it('D1: goes on where the body takes care of it', async () => {
    const { system, view } = await begin('brave');

    await system.pass('1h');

    expect(await view()).toMatchObject({ status: 'completed', result: `budget timeout ${plus('1h')}` });
  });

  it('D1: takes decisions until an instant, and none from then on', async () => {
    const { system, runId, view } = await begin('due', plus('90m'));
    expect((await view()).waitingFor).toMatchObject([{ expiresAt: plus('90m') }]);

    await system.pass('90m');

    const late = system.decide(runId, 'budget', { action: 'approve' });
    await expect(late).rejects.toMatchObject({ code: 'expired' });
    expect(await view()).toMatchObject({ error: { code: 'approval-rejected', reason: 'Nobody decided within 90m.' } });
  });

  it('D1: says by when nobody decided, where the time is no whole number of seconds', async () => {
    const { system, view } = await begin('due', '2026-01-05T09:30:00.123Z');

    await system.pass('1h');

    expect(await view()).toMatchObject({ error: { reason: 'Nobody decided by Mon 5 Jan 2026, 09:30 UTC.' } });
  });

  it('D1: is overdue at once where the instant is over', async () => {
    const over = '2026-01-01T00:00:00.000Z';
    const { system, stores, runId, view } = await begin('due', over);

    await expect(system.decide(runId, 'budget', { action: 'approve' })).rejects.toMatchObject({ code: 'expired' });
    await system.drain();

    expect(await stores.approvals.get(runId, 'budget')).toMatchObject({ status: 'expired', settlement: { at: NOW } });
    expect(await view()).toMatchObject({
      error: {
        reason: 'The time to decide was over on Thu 1 Jan 2026, 00:00 UTC, before anybody was asked.',
        expired: true,
      },
    });
  });

  it('D1: lets the next sweep end it where the instant is over', async () => {
    const { system, view } = await begin('due', '2026-01-01T00:00:00.000Z');

    await system.pass('1m');

    expect(await view()).toMatchObject({ status: 'failed', error: { code: 'approval-rejected', expired: true } });
  });

  it('D1: starts the time anew in business hours where somebody else is asked as well', async () => {
    const { system, stores, runId, view } = await begin('climbing');

    await system.pass('24h');

    expect(await stores.approvals.get(runId, 'budget')).toMatchObject({
      ...{ status: 'pending', assignee: ['finance', 'head'], expiresAt: '2026-01-07T09:00:00.000Z' },
    });
    await system.pass('24h');
    expect(await view()).toMatchObject({ error: { code: 'approval-rejected', reason: 'Nobody decided within 2d.' } });
  });

  it('D2: does not count a reminder anew where the run resumes in between', async () => {
    const { system, runId, view } = await begin('reminded');
    await system.pass('9h');
    await system.pass('3h'); // counted from here, the reminder would come after the deadline

    await system.resume({ runId });

    expect(await view()).toMatchObject({ status: 'waiting', waitingFor: [{ since: NOW, expiresAt: plus('20h') }] });
    await system.decide(runId, 'budget', { action: 'approve' });
    await system.drain();
    expect(await view()).toMatchObject({ status: 'completed' });
    expect(system.notices.filter(({ kind }) => kind === 'reminder')).toHaveLength(1);
  });

  it('D2: reminds again and again, until time is over', async () => {
    const { system } = await begin('often');

    for (let hour = 0; hour < 12; hour++) await system.pass('1h');

    expect(system.notices.map(({ kind }) => kind)).toEqual([
      ...['approval-needed', 'reminder', 'reminder', 'reminder', 'expired', 'run-failed'],
    ]);
  });
});
