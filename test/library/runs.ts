/** What an application does around a run: keep its state as text, read its result, write down what it tells. */
import {
  createResumeStateCollector,
  deserializeResumeState,
  type Result,
  type ResumeState,
  serializeResumeState,
  type WorkflowEvent,
} from 'countersign/workflow';

/** The state as it comes back from a database. */
export const throughJson = (state: ResumeState): ResumeState =>
  deserializeResumeState(JSON.parse(JSON.stringify(serializeResumeState(state))));

/** The error of a run; fails where there is none. */
export function errorIn<E>(result: Result<unknown, E>): E {
  if (result.ok) throw new Error(`The run did not fail: ${String(result.value)}`);
  return result.error;
}

/** The value of a run; fails where there is none. */
export function valueIn<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error('The run failed', { cause: result.error });
  return result.value;
}

export interface Recording {
  readonly events: WorkflowEvent[];
  readonly onEvent: (event: WorkflowEvent) => void;
  /** What happened, in order: its type, and the key where it has one. */
  told(): string[];
  /** What a resumed run goes on from, as text would give it back. */
  state(): ResumeState;
}

/** Writes down what a run tells, and collects its state. */
export function record(): Recording {
  const events: WorkflowEvent[] = [];
  const collector = createResumeStateCollector();
  return {
    events,
    onEvent(event) {
      events.push(event);
      collector.handleEvent(event);
    },
    told: () => events.map((event) => ('key' in event ? `${event.type} ${event.key}` : event.type)),
    state: () => throughJson(collector.getResumeState()),
  };
}

/** Lets everything that can go on go on for a turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
