/** Hands changes, or an event, that a function gave up to it again. */
import { failuresIn, givenUpIn } from '../domain/given-up.ts';
import type { FailedRecords } from '../ports/failed-records.ts';
import type { FunctionCaller } from '../ports/function-caller.ts';

export interface Redriver {
  readonly failed: FailedRecords;
  readonly functions: FunctionCaller;
}

/** What became of a record: it is removed, since all its changes were taken; or it is kept, and `why`; or it was gone before. */
export interface Redriven {
  functionName?: string;
  /** How many changes are in it; none where it is an event that was sent to the function. */
  changes?: number;
  why?: string;
  /** It is not there any more: somebody else has handed it on, or removed it. */
  gone?: boolean;
}

/** Hands it on, and removes it once every change in it, or the event, was taken. With `look` nothing is handed on. Never throws: what fails is kept. */
export async function redriveRecord({ failed, functions }: Redriver, name: string, look = false): Promise<Redriven> {
  const told: Redriven = {};
  try {
    const text = await failed.read(name);
    if (text === undefined) return { gone: true };
    const given = givenUpIn(text);
    if (!given) return { why: 'it is no record that Lambda kept' };
    const { functionName, changes } = given;
    Object.assign(told, { functionName, ...(changes !== undefined && { changes }) });
    if (look) return told;
    const { answer, failed: threw } = await functions.call(given.functionArn, given.event);
    if (threw) return { ...told, why: `the function failed: ${answer}` };
    // What was sent to the function alone it has taken where it did not throw.
    const failures = changes === undefined ? 0 : failuresIn(answer);
    if (failures === undefined)
      return { ...told, why: `the function answered something else: ${answer.slice(0, 200)}` };
    if (failures > 0)
      return { ...told, why: `${failures} of ${changes} failed again; the log of the function says why` };
    await failed.remove(name);
    return told;
  } catch (error) {
    return { ...told, why: error instanceof Error ? error.message : String(error) };
  }
}
