/** What may happen to runs, as data. */
import fc from 'fast-check';
import type { Fate } from './world.ts';

/** What a person sends; `original` says whether they saw what is proposed. */
export type Said =
  | { action: 'approve'; value?: number; wrongDigest?: true }
  | { action: 'reject'; reason: '' | 'too much' | 'too late' }
  | { action: 'edit'; to: number; original: 'right' | 'wrong' }
  | { action: 'cancel' };

export type Who = 'ann' | 'bob';

export type Act =
  | { do: 'start'; run: number; inline: boolean }
  /** `pick` chooses among what is pending in the run; where nothing is, and for `any`, among all keys of the body. */
  | { do: 'decide'; run: number; pick: number; any: boolean; bare: boolean; who: Who; said: Said }
  /** The last decision again: by the same or another person, and perhaps with other words. */
  | { do: 'repeat'; who: Who | 'same'; otherwise: boolean }
  | { do: 'resume' | 'retry' | 'cancel-run'; run: number }
  | { do: 'sweep' };

export type Command =
  | (Act & { in?: 0 | 1; fate?: Fate })
  | { do: 'race'; run: number; alone: boolean }
  | { do: 'pass'; time: '4s' | '11s' | '2h' | '21h' }
  | { do: 'world'; run: number; to: number }
  | { do: 'wake' };

/** The first run is where most of it happens, so that one thing comes upon another. */
const run = fc.constantFrom(0, 0, 0, 1, 2);
const who = fc.constantFrom<Who>('ann', 'bob');
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const said = fc.oneof(
  weighted(6, fc.constant<Said>({ action: 'approve' })),
  weighted(2, fc.constant<Said>({ action: 'approve', value: 60 })),
  weighted(1, fc.constant<Said>({ action: 'approve', wrongDigest: true })),
  weighted(
    2,
    fc.record({ action: fc.constant('reject' as const), reason: fc.constantFrom('too much', 'too late', '') }),
  ),
  weighted(
    3,
    fc.record({
      action: fc.constant('edit' as const),
      ...{ to: fc.constantFrom(20, 45), original: fc.constantFrom('right', 'right', 'wrong') },
    }),
  ),
  weighted(1, fc.constant<Said>({ action: 'cancel' })),
) as fc.Arbitrary<Said>;

const act = fc.oneof(
  weighted(1, fc.record({ do: fc.constant('start' as const), run, inline: fc.boolean() })),
  weighted(
    8,
    fc.record({
      ...{ do: fc.constant('decide' as const), run, pick: fc.nat({ max: 3 }) },
      ...{
        any: fc.constantFrom(false, false, false, true),
        bare: fc.constantFrom(false, false, false, true),
        who,
        said,
      },
    }),
  ),
  weighted(
    2,
    fc.record({
      do: fc.constant('repeat' as const),
      who: fc.constantFrom('same', 'same', 'ann', 'bob'),
      otherwise: fc.boolean(),
    }),
  ),
  weighted(6, fc.record({ do: fc.constant('resume' as const), run })),
  weighted(3, fc.record({ do: fc.constant('retry' as const), run })),
  weighted(1, fc.record({ do: fc.constant('cancel-run' as const), run: fc.constantFrom(1, 2) })),
  weighted(1, fc.constant({ do: 'sweep' as const })),
) as fc.Arbitrary<Act>;

const inProcess = (what: fc.Arbitrary<Act>): fc.Arbitrary<Command> =>
  fc.tuple(what, fc.constantFrom<0 | 1>(0, 1)).map(([act, process]) => ({ ...act, in: process }));

/** One thing alone, or several that make sense one after another; they are shrunk together. */
type Group = fc.Arbitrary<Command[]>;
const alone = (command: fc.Arbitrary<Command>): Group => command.map((one) => [one]);

const ordinary = weighted(20, alone(inProcess(act)));
const race = weighted(2, alone(fc.record({ do: fc.constant('race' as const), run, alone: fc.boolean() })));
const pass = weighted(
  2,
  alone(fc.record({ do: fc.constant('pass' as const), time: fc.constantFrom('4s', '11s', '2h', '21h') })),
);
const decided = weighted(
  4,
  fc.tuple(run, fc.nat({ max: 3 }), said).map(([of, pick, what]): Command[] => [
    { do: 'decide', run: of, pick, any: false, bare: false, who: 'ann', said: what },
    { do: 'resume', run: of },
  ]),
);
/** The body is reached with other arguments. */
const otherWorld = (weight: number) =>
  weighted(
    weight,
    fc
      .tuple(run, fc.nat({ max: 2 }), fc.boolean())
      .map(([of, to, resumes]): Command[] => [
        { do: 'world', run: of, to },
        ...(resumes ? [{ do: 'resume' as const, run: of }] : []),
      ]),
  );
const fate = fc.record({
  how: fc.constantFrom<Fate['how']>('dies', 'stalls'),
  call: fc.integer({ min: 1, max: 14 }),
});
/** A process dies or stalls on the way; or another takes its run over, and then it goes on itself. */
const doomed = weighted(
  16,
  fc
    .tuple(act, fate, fc.boolean(), fc.boolean())
    .map(([what, its, isTakenOver, wakes]): Command[] => [
      { ...what, fate: its },
      ...(isTakenOver && 'run' in what ? [LEASES_END, { do: 'resume' as const, run: what.run }] : []),
      ...(wakes && its.how === 'stalls' ? [{ do: 'wake' as const }] : []),
    ]),
);
/** While a process stalls over a run, people decide and another one wants to go on. */
const meanwhile = weighted(
  6,
  fc
    .tuple(run, fc.integer({ min: 1, max: 14 }), fc.nat({ max: 3 }), said, fc.constantFrom('resume', 'retry'))
    .map(([of, call, pick, what, doing]): Command[] => [
      { do: doing, run: of, fate: { how: 'stalls', call } },
      { do: 'decide', run: of, pick, any: false, bare: false, who: 'ann', said: what },
      { do: 'resume', run: of },
      { do: 'wake' },
    ]),
);
/** While a decision is under way, the same key is asked anew with other arguments. */
const slowDecision = weighted(
  4,
  fc
    .tuple(run, fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 }), said, fc.nat({ max: 2 }))
    .map(([of, call, pick, what, to]): Command[] => [
      { do: 'decide', run: of, pick, any: false, bare: false, who: 'bob', said: what, fate: { how: 'stalls', call } },
      { do: 'world', run: of, to },
      { do: 'resume', run: of },
      { do: 'wake' },
    ]),
);
/** Two runners stall over one run, the second after it took over from the first. */
const twoAtOnce = weighted(
  4,
  fc
    .tuple(run, fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.constantFrom('resume', 'retry'))
    .map(([of, first, second, doing]): Command[] => [
      { do: doing, run: of, fate: { how: 'stalls', call: first } },
      LEASES_END,
      { do: 'resume', run: of, fate: { how: 'stalls', call: second } },
      { do: 'wake' },
      { do: 'wake' },
    ]),
);
const LEASES_END: Command = { do: 'pass', time: '11s' };

const sequence = (most: number, ...groups: { weight: number; arbitrary: Group }[]): fc.Arbitrary<Command[]> =>
  fc.array(fc.oneof(...groups), { minLength: 1, maxLength: most, size: 'max' }).map((all) => all.flat());

/** What people, time and programs do, where every process lives. */
export const peaceful = (most: number): fc.Arbitrary<Command[]> =>
  sequence(most, ordinary, decided, race, pass, otherWorld(2));
/** The same, where what the gates are reached with changes all the time. */
export const unsteady = (most: number): fc.Arbitrary<Command[]> => sequence(most, ordinary, decided, otherWorld(20));
/** The same, where processes die or stall between any two calls. */
export const troubled = (most: number): fc.Arbitrary<Command[]> =>
  sequence(
    most,
    ordinary,
    decided,
    race,
    pass,
    otherWorld(2),
    doomed,
    meanwhile,
    slowDecision,
    twoAtOnce,
    weighted(3, alone(fc.constant(LEASES_END))),
    weighted(2, alone(fc.constant<Command>({ do: 'wake' }))),
  );
