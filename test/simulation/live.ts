/** A process at work: the real use case over stores whose every call waits for the explorer to answer it. */
import type { ApprovalStore } from '../../shared/ports/approval-store.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DelegationStore } from '../../shared/ports/delegation-store.ts';
import type { WorkflowStateStore } from '../../shared/ports/workflow-state-store.ts';
import type { Actor, Answer, Call, Heard } from './state.ts';
import { nameRandom, settle } from './turns.ts';

/** What a process has of the world. */
export interface Io {
  readonly runs: WorkflowStateStore;
  readonly approvals: ApprovalStore;
  readonly delegations: DelegationStore;
  readonly clock: Clock;
  /** Has an effect, with what it is given and the approval that it needs; hands back what it came to. */
  effect(key: string, given?: unknown, needs?: string): Promise<unknown>;
}

/** An effect that has begun. */
export interface Begun {
  readonly key: string;
  readonly given: unknown;
  readonly needs: string | undefined;
}

export type Program = (io: Io) => Promise<unknown>;

interface Waiting {
  readonly call: Call;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface Live {
  /** What it waits for. */
  calls(): Call[];
  /** The effects that began since the last answer. */
  begun(): readonly Begun[];
  hear(heard: Heard): Promise<void>;
}

/** Brings a process up, to where it is after all that it has heard. */
export async function bringUp(actor: Pick<Actor, 'serial' | 'since' | 'heard'>, program: Program): Promise<Live> {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let now = actor.since;
  let begun: Begun[] = [];
  const ask = (on: Call['on'], name: string, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const call = { id: calls++, on, name, args };
      waiting.set(call.id, { call, resolve, reject });
    });
  const store = <Store extends object>(on: Call['on']): Store =>
    // A port is methods alone, and each of them is a call.
    new Proxy({} as Store, {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          ask(on, String(name), args),
    });
  const io: Io = {
    runs: store('runs'),
    approvals: store('approvals'),
    delegations: store('delegations'),
    clock: { now: () => new Date(now), sleep: async () => {} },
    effect(key, given, needs) {
      begun.push({ key, given, needs });
      return ask('effect', key, [given]);
    },
  };
  const live: Live = {
    calls: () => [...waiting.values()].map(({ call }) => call),
    begun: () => begun,
    async hear(heard) {
      const asked = waiting.get(heard.call);
      if (!asked) throw new Error(`The process of actor ${actor.serial} goes another way than it went before.`);
      waiting.delete(heard.call);
      now = heard.now;
      begun = [];
      answer(asked, heard.answer);
      await settle();
    },
  };
  nameRandom(actor.serial);
  program(io).then(
    (value) => ask('end', 'done', [value]),
    (error: unknown) => ask('end', 'failed', [error]),
  );
  await settle();
  for (const heard of actor.heard) await live.hear(heard);
  return live;
}

const answer = ({ resolve, reject }: Waiting, given: Answer): void =>
  'error' in given ? reject(given.error) : resolve(given.value);
