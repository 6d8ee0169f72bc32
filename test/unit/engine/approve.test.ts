/** Approvals within a body: asked, waited for, answered. */
import { describe, expect, it, vi } from 'vitest';
import type { Ask } from '../../../shared/domain/approval.ts';
import { bound } from '../../../shared/domain/decided-digest.ts';
import { encode } from '../../../shared/domain/value.ts';
import type { Wait } from '../../../shared/domain/wait.ts';
import { ApprovalCancelled, ApprovalRejected } from '../../../shared/engine/failures.ts';
import { anApprovalEntry, aSettlement, aStepEntry } from '../../support/builders.ts';
import { createTestClock, plus } from '../../support/clock.ts';
import { type Given, play, thrownBy, waitsOf } from '../../support/plan.ts';

type Body = Parameters<typeof play>[0];

const asksIn = (waits: Wait[]): Ask[] => waits.flatMap((wait) => (wait.kind === 'approval' ? [wait.ask] : []));
const keysOf = (waits: Wait[]) => asksIn(waits).map(({ key }) => key);

/** Plays the body, settles what it asks, and plays it again. */
async function playSettled(
  body: Body,
  settlements: Record<string, Parameters<typeof aSettlement>[0]>,
  given: Given = {},
) {
  const first = await play(body, given);
  const waits = waitsOf(first);
  const entries = asksIn(waits)
    .filter(({ key }) => key in settlements)
    .map(({ key, digest, epoch }) =>
      anApprovalEntry(key, bound(aSettlement({ digest, ...settlements[key] }), undefined), epoch),
    );
  return play(body, { ...given, waits, entries: [...first.journal.saved, ...entries], epoch: 2 });
}

describe('approval', () => {
  it('A7: pauses the body, and no catch or finally of it runs', async () => {
    const ran = vi.fn();

    const played = await play(async ({ approval }) => {
      try {
        await approval('deploy');
        ran('after');
      } catch {
        ran('catch');
      } finally {
        ran('finally');
      }
    });

    expect(keysOf(waitsOf(played))).toEqual(['deploy']);
    expect(ran).not.toHaveBeenCalled();
  });

  it('A7: is no failure of the step before it, nor an effect', async () => {
    const { journal } = await play(async ({ step, approval }) => {
      await step('build', () => 1);
      await approval('deploy');
    });

    expect(journal.told).toEqual(['ask', 'build']);
  });

  it('gives back what was approved: the value, by whom, when, with which comment', async () => {
    const value = encode({ amount: 40, at: new Date(0) }, 'value');

    const { outcome } = await playSettled(({ approval }) => approval('refund'), {
      refund: { value, comment: 'Fine.' },
    });

    expect(outcome).toEqual({
      kind: 'completed',
      value: {
        action: 'approve',
        value: { amount: 40, at: new Date(0) },
        by: 'ann@example.com',
        at: plus('1h'),
        comment: 'Fine.',
      },
    });
  });

  it('B3: gives back the edited value', async () => {
    const edit = { action: 'edit' as const, value: encode(30, 'v'), originalValue: encode(40, 'o') };

    const { outcome } = await playSettled(async ({ approval }) => (await approval('refund')).value, { refund: edit });

    expect(outcome).toEqual({ kind: 'completed', value: 30 });
  });

  it('gives back no value where none was asked for', async () => {
    const { outcome } = await playSettled(({ approval }) => approval('deploy'), { deploy: {} });

    expect(outcome).toEqual({
      kind: 'completed',
      value: { action: 'approve', value: undefined, by: 'ann@example.com', at: plus('1h') },
    });
  });

  it('B6: throws where people said no, with who, when and why', async () => {
    const thrown = thrownBy(
      await playSettled(({ approval }) => approval('refund'), { refund: { action: 'reject', reason: 'Too much.' } }),
    );

    expect(thrown).toBeInstanceOf(ApprovalRejected);
    expect(thrown).toMatchObject({
      ...{ type: 'APPROVAL_REJECTED', approvalKey: 'refund', reason: 'Too much.', by: 'ann@example.com' },
      ...{ at: plus('1h'), expired: false },
    });
  });

  it('B6: throws where nobody decided in time, and says so', async () => {
    const expiry = { action: 'expire' as const, reason: 'Nobody decided within 24h.', by: 'timeout' };

    const thrown = thrownBy(await playSettled(({ approval }) => approval('refund'), { refund: expiry }));

    expect(thrown).toBeInstanceOf(ApprovalRejected);
    expect(thrown).toMatchObject({ expired: true, reason: 'Nobody decided within 24h.' });
  });

  it('throws where it was cancelled', async () => {
    const thrown = thrownBy(
      await playSettled(({ approval }) => approval('refund'), { refund: { action: 'cancel', reason: 'Twice.' } }),
    );

    expect(thrown).toBeInstanceOf(ApprovalCancelled);
    expect(thrown).toMatchObject({
      type: 'APPROVAL_CANCELLED',
      approvalKey: 'refund',
      reason: 'Twice.',
      by: 'ann@example.com',
    });
  });

  it('lets the body handle a rejection and go on', async () => {
    const { outcome } = await playSettled(
      async ({ approval, step }) => {
        const answer = await approval('refund').catch((error: Error) => error.name);
        return step('note', () => answer);
      },
      { refund: { action: 'reject', reason: 'no' } },
    );

    expect(outcome).toEqual({ kind: 'completed', value: 'ApprovalRejected' });
  });

  it('A4: is asked again while it is pending, as it was: with its deadline and its digest', async () => {
    const body: Body = ({ approval }) => approval('refund', { timeout: '24h', remind: ['4h'] });
    const first = waitsOf(await play(body));

    const again = waitsOf(await play(body, { waits: first, epoch: 2, clock: createTestClock({ start: plus('3h') }) }));

    expect(again).toEqual(first);
  });

  it('I5: asks anew where what is shown is not what was decided', async () => {
    const body =
      (title: string): Body =>
      ({ approval }) =>
        approval('refund', { title, timeout: '24h' });
    const waits = waitsOf(await play(body('Refund 40')));
    const entries = asksIn(waits).map(({ key, digest }) => anApprovalEntry(key, aSettlement({ digest }), 1));

    const again = waitsOf(
      await play(body('Refund 50'), { waits, entries, epoch: 3, clock: createTestClock({ start: plus('5h') }) }),
    );

    expect(asksIn(again)).toMatchObject([{ title: 'Refund 50', epoch: 3, since: plus('5h'), expiresAt: plus('29h') }]);
  });

  it.each([
    ['title', { title: 'Refund 50' }],
    ['details', { details: { amount: 50 } }],
    ['proposed value', { proposed: { amount: 50 } }],
  ])('I5: counts another %s as something else that is shown', async (_, change) => {
    const options = { title: 'Refund 40', details: { amount: 40 }, proposed: { amount: 40 } };
    const digest = async (given: object) =>
      asksIn(waitsOf(await play(({ approval }) => approval('refund', { ...options, ...given }))))[0]?.digest;

    expect(await digest(change)).not.toBe(await digest({}));
    expect(await digest({})).toBe(await digest({ assignee: 'finance', timeout: '24h', metadata: 1 }));
  });

  it('I5: counts another workflow, version or key as something else', async () => {
    const digest = async (given: Given, key = 'refund') =>
      asksIn(waitsOf(await play(({ approval }) => approval(key), given)))[0]?.digest;

    const digests = [digest({}), digest({ workflow: 'other' }), digest({ version: '2' }), digest({}, 'other')];

    expect(new Set(await Promise.all(digests)).size).toBe(4);
  });

  it('C2: does not take a decision of another key', async () => {
    const { digest = '' } = asksIn(waitsOf(await play(({ approval }) => approval('a'))))[0] ?? {};

    const played = await play(({ approval }) => approval('b'), {
      entries: [anApprovalEntry('a', aSettlement({ digest }))],
    });

    expect(keysOf(waitsOf(played))).toEqual(['b']);
  });

  it('A3: refuses two open approvals under one key', async () => {
    const thrown = thrownBy(await play(({ approval }) => Promise.all([approval('refund'), approval('refund')])));

    expect(thrown).toMatchObject({ code: 'duplicate-key', message: expect.stringContaining('approval "refund"') });
  });

  it('may have the key of a step', async () => {
    const played = await play(async ({ step, approval }) => {
      await step('refund', () => 1);
      await approval('refund');
    });

    expect(keysOf(waitsOf(played))).toEqual(['refund']);
  });
});

describe('several approvals', () => {
  it('A8: files every one that is open, with Promise.all', async () => {
    const played = await play(({ approval }) => Promise.all([approval('a'), approval('b'), approval('c')]));

    expect(keysOf(waitsOf(played))).toEqual(['a', 'b', 'c']);
  });

  it('A8: files one that comes after steps of another branch', async () => {
    const slow = () => new Promise((resolve) => setTimeout(resolve, 5));

    const played = await play(({ step, approval }) =>
      Promise.all([
        approval('a'),
        (async () => {
          await step('slow', slow);
          await step('slower', slow);
          await approval('b');
        })(),
      ]),
    );

    expect(keysOf(waitsOf(played))).toEqual(['a', 'b']);
    expect(played.journal.saved.map(({ key }) => key)).toEqual(['slow', 'slower']);
  });

  it('A8: keeps the others open where some are decided', async () => {
    const body: Body = ({ approval }) => Promise.all([approval('a'), approval('b'), approval('c')]);
    const first = waitsOf(await play(body));

    const again = await playSettled(body, { b: {} });

    expect(waitsOf(again)).toEqual(first.filter((wait) => wait.kind === 'approval' && wait.ask.key !== 'b'));
  });

  it('A8: lets the branch of one that is decided go on, while the others wait', async () => {
    const done: string[] = [];
    const branch = async ({ step, approval }: Parameters<Body>[0], key: string) => {
      await approval(key);
      await step(`after:${key}`, () => void done.push(key));
    };

    const again = await playSettled((tools) => Promise.all([branch(tools, 'a'), branch(tools, 'b')]), { a: {} });

    expect(done).toEqual(['a']);
    expect(keysOf(waitsOf(again))).toEqual(['b']);
  });

  it('lets the first of several decide, with Promise.race', async () => {
    const { outcome } = await playSettled(
      async ({ approval }) => (await Promise.race([approval('a'), approval('b')])).by,
      { b: { by: 'bob@example.com' } },
    );

    expect(outcome).toEqual({ kind: 'completed', value: 'bob@example.com' });
  });

  it('waits for time and people at once', async () => {
    const played = await play(({ step, approval }) => Promise.all([approval('a'), step.sleep('nap', '1h')]));

    expect(waitsOf(played).map(({ kind }) => kind)).toEqual(['approval', 'time']);
  });

  it('fails where a branch fails, though another waits', async () => {
    const played = await play(({ step, approval }) =>
      Promise.all([approval('a'), step('b', () => Promise.reject(new Error('no')))]),
    );

    expect(thrownBy(played)).toMatchObject({ stepKey: 'b' });
  });
});

describe('a body', () => {
  it('A1: completes with what it returns', async () => {
    expect((await play(async () => 7)).outcome).toEqual({ kind: 'completed', value: 7 });
  });

  it.each([new Error('bug'), 'bug', undefined, null])('A1: fails with what it throws: %o', async (thrown) => {
    const { outcome } = await play(() => Promise.reject(thrown));

    expect(outcome).toEqual({ kind: 'failed', thrown, wasReturned: false });
  });

  it('A1: fails where it throws before its first await', async () => {
    const { outcome } = await play(() => {
      throw new Error('bug');
    });

    expect(outcome).toMatchObject({ kind: 'failed', thrown: { message: 'bug' } });
  });

  it('ends only when the steps that it did not wait for have ended, and has their success kept', async () => {
    const played = await play(async ({ step }) => {
      void step('log', () => new Promise((resolve) => setTimeout(resolve, 5)));
      return 'done';
    });

    expect(played.outcome).toEqual({ kind: 'completed', value: 'done' });
    expect(played.journal.saved).toMatchObject([{ key: 'log' }]);
  });

  it('begins no step any more once it has ended', async () => {
    const late = vi.fn();
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });

    const { journal } = await play(async ({ step }) => {
      void gate.then(() => step('late', late));
    });
    go();
    await new Promise((resolve) => setImmediate(resolve));

    expect(late).not.toHaveBeenCalled();
    expect(journal.told).toEqual([]);
  });

  it('I3: does nothing twice when it is played from the top, at any pause', async () => {
    const done: string[] = [];
    const body: Body = async ({ step, approval }) => {
      for (const stage of ['manager', 'finance', 'ceo']) {
        await step(`prepare:${stage}`, () => void done.push(stage));
        await approval(stage);
      }
    };

    const entries = [];
    let played = await play(body);
    for (let epoch = 2; played.outcome.kind === 'paused'; epoch++) {
      const waits = waitsOf(played);
      entries.push(
        ...played.journal.saved,
        ...asksIn(waits).map(({ key, digest }) => anApprovalEntry(key, aSettlement({ digest }))),
      );
      played = await play(body, { entries, waits, epoch });
    }

    expect(played.outcome.kind).toBe('completed');
    expect(done).toEqual(['manager', 'finance', 'ceo']);
    expect(entries).toEqual(expect.arrayContaining([aStepEntry('prepare:ceo', undefined)]));
  });
});
