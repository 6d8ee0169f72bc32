/** What a body has to come by before anything new begins. */
import { describe, expect, it } from 'vitest';
import { entryName, type StepEntry } from '../../../shared/domain/snapshot.ts';
import { createReplay, type Remembered } from '../../../shared/engine/replay.ts';
import { anApprovalWait, aStepEntry, aTimeWait } from '../../support/builders.ts';

type Named = Pick<StepEntry, 'key' | 'within' | 'given'>;

function replayOf({ steps = [], ...given }: Partial<Remembered> & { steps?: Named[] }) {
  const loosened: string[] = [];
  const entries = new Map(
    steps.map((step) => aStepEntry(step.key, undefined, step)).map((entry) => [entryName(entry), entry]),
  );
  const replay = createReplay({ entries, waits: [], ...given }, (keys) => loosened.push(...keys));
  return { replay, loosened };
}

describe('createReplay', () => {
  it('is over at once where nothing is remembered', () => {
    const { replay } = replayOf({});

    expect(replay.left()).toBe(0);
    expect(replay.divergence('ended')).toBeUndefined();
  });

  it('goes by steps and by what the body itself waits for', () => {
    const waits = [anApprovalWait({ key: 'sign-off' }), aTimeWait({ key: 'cool-off' })];
    const { replay } = replayOf({ steps: [{ key: 'reserve' }], waits });

    replay.reachedStep('reserve');
    replay.reachedAsk('sign-off');
    const left = replay.left();
    replay.reachedStep('cool-off');

    expect(left).toBe(1);
    expect(replay.left()).toBe(0);
  });

  it('does not go by what a step did or waits for, nor by what was put in by hand', () => {
    const steps = [
      { key: 'inner', within: 'outer' },
      { key: 'given', given: true as const },
    ];

    const { replay } = replayOf({ steps, waits: [{ ...anApprovalWait(), inner: true }] });

    expect(replay.left()).toBe(0);
  });

  it('lets what waits begin in its order once everything was come by', () => {
    const begun: string[] = [];
    const { replay } = replayOf({ steps: [{ key: 'a' }, { key: 'b' }] });
    replay.whenOver('c', () => begun.push('c'));
    replay.whenOver('d', () => begun.push('d'));

    replay.reachedStep('a');
    const early = [...begun];
    replay.reachedStep('b');

    expect(early).toEqual([]);
    expect(begun).toEqual(['c', 'd']);
  });

  it('tells the first that is missing, and the new step that came in its place', () => {
    const { replay } = replayOf({ steps: [{ key: 'a' }, { key: 'b' }] });
    replay.reachedStep('a');
    replay.whenOver('c', () => {});

    expect(replay.divergence('rests')).toEqual({ missing: 'step "b"', instead: 'c' });
  });

  it('B3: lets a body rest that merely asks something else', () => {
    const { replay } = replayOf({ waits: [anApprovalWait()] });

    expect(replay.divergence('rests')).toBeUndefined();
    expect(replay.divergence('ended')).toEqual({ missing: 'approval "approve:refund"' });
  });

  it('B3: knows a gate whatever it is called with, and follows a call with other arguments', () => {
    const steps = [{ key: 'mail#abcdefgh' }, { key: 'after' }];
    const { replay, loosened } = replayOf({ steps });

    replay.reachedAsk('mail');
    replay.called('mail#12345678', 'mail#');

    expect(replay.left()).toBe(0);
    expect(loosened).toEqual(['mail#abcdefgh', 'after']);
  });

  it('B3: follows other arguments also where the call before had failed, and holds on where they are the same', () => {
    const given = { steps: [{ key: 'after' }], loose: ['mail#abcdefgh'] };
    const other = replayOf(given);
    const same = replayOf(given);

    other.replay.called('mail#12345678', 'mail#');
    same.replay.called('mail#abcdefgh', 'mail#');

    expect(other.replay.left()).toBe(0);
    expect(same.replay.left()).toBe(1);
  });

  it('holds nothing against further calls of a gate that was come by', () => {
    const { replay, loosened } = replayOf({ steps: [{ key: 'mail#abcdefgh' }, { key: 'after' }] });

    replay.reachedStep('mail#abcdefgh');
    replay.called('mail#12345678', 'mail#');

    expect(replay.left()).toBe(1);
    expect(loosened).toEqual([]);
  });

  it('takes note of what it goes by no more, and goes by it no more the next time', () => {
    const { replay, loosened } = replayOf({ steps: [{ key: 'dun' }], waits: [anApprovalWait()], loose: ['charge'] });

    const isKnown = replay.isLoose('charge');
    replay.leaveTheWay();
    const next = replayOf({ steps: [{ key: 'dun' }], waits: [anApprovalWait()], loose: loosened });

    expect(isKnown).toBe(true);
    expect(loosened).toEqual(['dun', 'approve:refund']);
    expect(next.replay.left()).toBe(0);
  });
});
